import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeConsumerAdapter } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { CommandedInstance, NONCE } from './__testUtils__/CommandedInstance';
import { checkout, execAdapter } from './__testUtils__/execAdapter';

jest.setTimeout(60_000);

const script = join(__dirname, '__testUtils__/instance.sh');
const example = join(__dirname, '../../../examples/exec/restart-once.sh');
const command = (verb: string) => ['/bin/sh', script, verb, '{instance}'];

describeConsumerAdapter('ExecConsumerAdapter', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-exec-'));
  const instances = [
    await CommandedInstance.create(folder, 'checkout-1'),
    await CommandedInstance.create(folder, 'checkout-2'),
  ];
  const withPatience = (seconds: number) =>
    execAdapter(
      {
        instances: instances.map(({ id }) => id),
        reloadCommand: command('reload'),
        healthCommand: command('health'),
        attestCommand: command('attest'),
        environment: { WORLD: folder, RESTART_ONCE: example },
        timeout: { seconds },
      },
      { randomBytes: () => NONCE },
    );
  return {
    // Only what hangs is waited for to the end: a busy machine starts the other processes late.
    get adapter() {
      return withPatience(
        instances.some(each => each.manner === 'hangs') ? 5 : 60,
      );
    },
    consumer: checkout,
    instances,
    close: () => rm(folder, { recursive: true, force: true }),
  };
});
