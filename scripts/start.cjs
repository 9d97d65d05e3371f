// `npm start`: the quick start. What it does is in packages/dev-peers/src/world/start.
require('@backstage/cli/config/nodeTransform.cjs');
require('../packages/dev-peers/src/world/start/main.ts');
