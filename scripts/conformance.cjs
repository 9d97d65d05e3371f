// `npm run conformance -- <name> [--json]`: holds a store or a rotator to its contract, outside of the test suite. What
// it does is in the plugin of that name or kind, under src/__conformance__.
require('@backstage/cli/config/nodeTransform.cjs');
const { existsSync, readdirSync } = require('node:fs');
const { basename, join } = require('node:path');

const PLUGINS = join(__dirname, '..', 'plugins');
const PREFIX = 'secret-rotation-backend-module-';

// A module has one program under its own name, or one for each of the kinds that it brings.
const programs = new Map(
  readdirSync(PLUGINS)
    .filter(folder => folder.startsWith(PREFIX))
    .flatMap(folder => {
      const home = join(PLUGINS, folder, 'src', '__conformance__');
      const kinds = join(home, 'programs');
      const several = existsSync(kinds) ? readdirSync(kinds) : [];
      return [
        [folder.slice(PREFIX.length), join(home, 'main.ts')],
        ...several.map(file => [basename(file, '.ts'), join(kinds, file)]),
      ];
    })
    .filter(([, program]) => existsSync(program)),
);

const name = process.argv[2];
const program = programs.get(name);
if (program) {
  require(program);
} else {
  process.stderr.write(
    `Name a store or a rotator, one of: ${[...programs.keys()].join(', ')}\n`,
  );
  process.exitCode = 2;
}
