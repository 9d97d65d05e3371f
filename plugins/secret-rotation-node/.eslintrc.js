module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  overrides: [
    {
      // A kit is a library of tests: it exports them, and the caller names the titles.
      files: ['src/conformance/**/*.ts'],
      rules: {
        'jest/no-export': 'off',
        'jest/no-disabled-tests': 'off',
        'jest/no-conditional-expect': 'off',
        'jest/valid-title': 'off',
        'jest/expect-expect': 'off',
        'jest/no-standalone-expect': 'off',
        'jest/require-top-level-describe': 'off',
        'jest/no-conditional-in-test': 'off',
      },
    },
  ],
});
