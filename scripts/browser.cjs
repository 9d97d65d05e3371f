// The browser test alone. What it does is in test/src/browser.
require('@backstage/cli/config/nodeTransform.cjs');
require('../test/src/browser/main.ts');
