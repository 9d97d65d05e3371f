// `npm run demo`: one real rotation without a browser. What it does is in packages/dev-peers/src/world/demo.
require('@backstage/cli/config/nodeTransform.cjs');
require('../packages/dev-peers/src/world/demo/main.ts');
