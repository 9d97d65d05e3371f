module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  // openapi-fetch names its methods GET and POST.
  rules: { 'new-cap': ['error', { capIsNew: false }] },
});
