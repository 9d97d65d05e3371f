import { startApiProvider } from './startApiProvider';

/**
 * A program: the provider of API keys that no vendor has. `KEYTURN_PROVIDER_TOKEN` is its administrator's token,
 * `KEYTURN_PROVIDER_PORT` where it listens. Its argument is its folder, by which the process is known. Keys live in
 * memory alone.
 */
async function main(): Promise<void> {
  const { KEYTURN_PROVIDER_TOKEN: token, KEYTURN_PROVIDER_PORT: port } =
    process.env;
  if (!token || !port) throw new Error('Needs a token and a port');
  const { stop } = await startApiProvider(token, Number(port));
  process.once('SIGTERM', stop);
}

main().catch(error => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
