module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    // These tests put whole backends together; that is what they are for.
    '@backstage/no-mixed-plugin-imports': 'off',
  },
});
