// `npm test`: everything that CI runs. What it does is in test/src/suite.
require('@backstage/cli/config/nodeTransform.cjs');
require('../test/src/suite/main.ts');
