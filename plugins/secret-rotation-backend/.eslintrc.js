module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    // A property's assertion is fast-check's.
    'jest/expect-expect': [
      'warn',
      { assertFunctionNames: ['expect', 'fc.assert'] },
    ],
  },
});
