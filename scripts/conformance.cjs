// `npm run conformance -- <name> [--json]`: holds a store or a rotator to its contract, outside of the test suite. What
// it does is in the plugin of that name, under src/__conformance__.
require('@backstage/cli/config/nodeTransform.cjs');
const { existsSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

const PLUGINS = join(__dirname, '..', 'plugins');
const PREFIX = 'secret-rotation-backend-module-';

const programOf = name =>
  join(PLUGINS, `${PREFIX}${name}`, 'src', '__conformance__', 'main.ts');

const known = readdirSync(PLUGINS)
  .filter(folder => folder.startsWith(PREFIX))
  .map(folder => folder.slice(PREFIX.length))
  .filter(name => existsSync(programOf(name)));

const name = process.argv[2];
if (known.includes(name)) {
  require(programOf(name));
} else {
  process.stderr.write(
    `Name a store or a rotator, one of: ${known.join(', ')}\n`,
  );
  process.exitCode = 2;
}
