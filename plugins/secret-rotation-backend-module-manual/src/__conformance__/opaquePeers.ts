import { ConfigReader } from '@backstage/config';
import { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import type {
  RotatorPeer,
  RotatorWorld,
} from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { SignedWebhook } from '../__testUtils__/SignedWebhook';
import { OPAQUE_DUAL, OPAQUE_SINGLE } from '../declarations';
import { OpaqueRotator } from '../opaque/OpaqueRotator';
import { readOpaqueSettings } from '../opaque/settings';

const NO_SERVER = 'there is no server besides those who use the value';

const EXEMPTIONS = {
  'preflight: names a refused current value, with what to do':
    'nobody can be asked before a run: what consumers attest shows it',
  'fence: a rotator that writes nothing needs none, and the target stays as it is':
    'the consumers are the target, and the kit has them load what was activated',
  foreign: 'a random value belongs to whoever has it: it names no account',
  withoutServer: NO_SERVER,
  withoutRights: NO_SERVER,
  serverLog: NO_SERVER,
};

async function worldOf(
  overlap: 'dual' | 'single',
  name = 'hook-orders',
): Promise<RotatorWorld> {
  const config = new ConfigReader({ kind: 'opaque', overlap });
  const rotator = new OpaqueRotator(
    readOpaqueSettings({ name: 'hooks', config }),
  );
  const fields = overlap === 'dual' ? ['value', 'previous'] : ['value'];
  const current = SecretValue.of(
    Object.fromEntries(
      fields.map(field => [
        field,
        { value: `first-${field}-of-${Math.random()}`, secret: true },
      ]),
    ),
  );
  const holders = new SignedWebhook(current, fields);
  return {
    rotator,
    options: { name },
    current,
    accepts: value => holders.accept(value),
    load: value => holders.load(value),
    loadsOnceActivated: true,
    look: async () => holders.keeps,
    named: other => worldOf(overlap, other),
    close: async () => undefined,
  };
}

/** A webhook whose receivers take one value. */
export const SINGLE_WEBHOOK: RotatorPeer = {
  name: 'A signed webhook whose receivers take one value',
  declaration: OPAQUE_SINGLE,
  createWorld: () => worldOf('single'),
  exemptions: EXEMPTIONS,
};

/** A webhook whose receivers take the value before as well. */
export const DUAL_WEBHOOK: RotatorPeer = {
  name: 'A signed webhook whose receivers take the value before as well',
  declaration: OPAQUE_DUAL,
  createWorld: () => worldOf('dual'),
  exemptions: {
    ...EXEMPTIONS,
    openSession: 'there are no sessions: each message is signed anew',
    'revoke: leaves the way free for the next rotation':
      'the value before the last one goes as soon as the next is loaded, not at revoke: see OpaqueRotator.test.ts',
    addCredential: 'nobody else has a value of their own in the same secret',
  },
};
