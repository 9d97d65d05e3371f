import { resolvePackagePath } from '@backstage/backend-plugin-api';

/**
 * Paths in app-config and in `--config` are relative to this package, as with `backstage-cli package start`,
 * wherever the process was started from. It is its own file because it must run before Backstage looks around.
 */
process.chdir(resolvePackagePath('backend'));
