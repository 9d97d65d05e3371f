import { inspect } from 'node:util';
import {
  accountName,
  type SecretValue,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { rotatorFor, thirdVersion } from './__conformance__/rotators';
import { DataWorld } from './__testUtils__/DataWorld';
import { TokenWorld } from './__testUtils__/TokenWorld';
import type { KeySetRotator } from './KeySetRotator';
import { parseKeySet } from './keys/KeySet';
import { PRIVATE_PARTS } from './keys/publicKey';

jest.setTimeout(60_000);

const OPTIONS = { name: 'keys' };
const ACCOUNT = accountName(OPTIONS.name);
const at = (signal = AbortSignal.timeout(30_000)): WriteContext => ({
  fence: { run: 7, epoch: 1 },
  signal,
});

/** Every text that makes a key of a value private. */
function privateTexts(value: SecretValue): string[] {
  const set = parseKeySet(value.reveal('keySet'));
  return (set?.keys ?? []).flatMap(key =>
    PRIVATE_PARTS.flatMap(part => {
      const text = key[part];
      return typeof text === 'string' ? [text] : [];
    }),
  );
}

/** All that a rotator says, returns and throws in a rotation. */
async function allSaid(
  rotator: KeySetRotator,
  current: SecretValue,
  value: SecretValue,
): Promise<string> {
  const activated = { options: OPTIONS, accounts: { new: ACCOUNT }, value };
  const revoked = {
    options: OPTIONS,
    account: ACCOUNT,
    keep: value,
    refuse: current,
  };
  const over = at(AbortSignal.abort());
  const said = await Promise.allSettled([
    rotator,
    rotator.preflight({ current }, at()),
    rotator.activate(activated, at()),
    rotator.activate(activated, over),
    rotator.probe({ value }, at()),
    rotator.revoke(revoked, at()),
    rotator.revoke(revoked, over),
    current,
  ]);
  return `${inspect(said, { depth: Infinity })}${JSON.stringify(said)}`;
}

describe('no part of a private key is sent, said or thrown', () => {
  it.each(['ES256', 'RS256', 'EdDSA'])('of %s', async algorithm => {
    const world = await TokenWorld.start();
    const { jwks } = world;
    const rotator = rotatorFor({ algorithm, jwks, longestToken: 'PT1H' });
    const current = await thirdVersion(rotator);
    world.load(0, current);
    world.load(1, current);
    const value = await rotator.generate({ current });
    const shown = await allSaid(rotator, current, value);
    const secrets = [...privateTexts(current), ...privateTexts(value)];
    expect(secrets.length).toBeGreaterThanOrEqual(4);
    for (const text of secrets) {
      expect([shown, ...world.asked].join().includes(text)).toBe(false);
    }
    await world.stop();
  });

  it('of data keys', async () => {
    const world = await DataWorld.start();
    const headers = { authorization: `Bearer ${world.token}` };
    const rotator = rotatorFor({
      algorithm: 'A256GCM',
      reencryption: { url: world.url, headers },
    });
    const current = await thirdVersion(rotator);
    world.load(0, current);
    world.load(1, current);
    const value = await rotator.generate({ current });
    const shown = await allSaid(rotator, current, value);
    const secrets = [...privateTexts(current), ...privateTexts(value)];
    expect(secrets).toHaveLength(6);
    for (const text of [...secrets, world.token]) {
      expect([shown, ...world.asked].join().includes(text)).toBe(false);
    }
    await world.stop();
  });
});
