module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    // A property's assertion is fast-check's.
    'jest/expect-expect': [
      'warn',
      { assertFunctionNames: ['expect', 'fc.assert'] },
    ],
  },
  overrides: [
    {
      // Proofs are test code: they use its stand-ins and development dependencies, and are not in the package.
      files: ['src/__proofs__/**'],
      rules: {
        'no-restricted-imports': 'off',
        '@backstage/no-undeclared-imports': 'off',
      },
    },
  ],
});
