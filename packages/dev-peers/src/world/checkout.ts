import { dirname, join, resolve } from 'node:path';

/** The root of the checkout. @internal */
export const CHECKOUT = resolve(
  dirname(require.resolve('@keyturn/dev-peers/package.json')),
  '../..',
);

/** The example backend and the example app depend on packages that depend on this one, so they are found by place. */
export const BACKEND_FOLDER = join(CHECKOUT, 'packages', 'backend');
/** See {@link BACKEND_FOLDER}. */
export const APP_FOLDER = join(CHECKOUT, 'packages', 'app');

/** How Node runs the project's TypeScript files. @internal */
export const RUN_TYPESCRIPT = [
  '--require',
  require.resolve('@backstage/cli/config/nodeTransform.cjs'),
];
