import { ConfigReader } from '@backstage/config';
import {
  accountName,
  SecretValue,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { TokenWorld } from './__testUtils__/TokenWorld';
import { KeySetRotator } from './KeySetRotator';
import { readKeySetSettings } from './settings';

jest.setTimeout(120_000);

const HOUR = 3_600;
const OPTIONS = { name: 'login-tokens' };
const ACCOUNT = accountName(OPTIONS.name);
const ACTIVATED = { options: OPTIONS, accounts: { new: ACCOUNT } };
const REVOKED = { options: OPTIONS, account: ACCOUNT };
const CONTEXT: WriteContext = {
  fence: { run: 7, epoch: 1 },
  signal: AbortSignal.timeout(100_000),
};

let world: TokenWorld;
beforeEach(async () => {
  world = await TokenWorld.start();
});
afterEach(() => world.stop());

function rotatorOf(algorithm = 'ES256'): KeySetRotator {
  const config = new ConfigReader({
    kind: 'keyset',
    algorithm,
    rsaBits: 2_048,
    jwks: world.jwks,
    longestToken: 'PT1H',
    network: { allow: ['127.0.0.0/8'], plainHttp: true },
  });
  return new KeySetRotator(readKeySetSettings({ name: 'tokens', config }));
}

async function answers(rotator: KeySetRotator, value: SecretValue) {
  const probes = await rotator.probe({ value }, CONTEXT);
  return probes.map(({ answer }) => answer);
}

/** The first version, loaded by both instances. */
async function begin(rotator: KeySetRotator): Promise<SecretValue> {
  const value = await rotator.generate({ current: undefined });
  expect(await answers(rotator, value)).toEqual(['accepted', 'accepted']);
  world.load(0, value);
  world.load(1, value);
  world.expireCache();
  return value;
}

async function checks(rotator: KeySetRotator, current: SecretValue) {
  const all = await rotator.preflight({ current }, CONTEXT);
  return all.filter(({ ok }) => !ok).map(({ code }) => code);
}

describe('an issuer and a verifier under load', () => {
  it.each(['ES256', 'ES384', 'RS256', 'EdDSA'])(
    'see no token refused through rotations of %s, though the verifier asks for no unknown key meanwhile',
    async algorithm => {
      const rotator = rotatorOf(algorithm);
      let current = await begin(rotator);
      for (let run = 1; run <= 3; run += 1) {
        await world.work();
        expect(await checks(rotator, current)).toEqual([]);
        const next = await rotator.generate({ current });
        await Promise.all([
          world.work(),
          rotator.activate({ ...ACTIVATED, value: next }, CONTEXT),
        ]);
        expect(await answers(rotator, next)).toEqual(['accepted', 'accepted']);
        expect(await answers(rotator, current)).toEqual([
          'accepted',
          'accepted',
        ]);
        await world.work();
        world.load(0, next);
        await world.work();
        world.load(1, next);
        await world.work();
        // The engine waits, counted from when the last instance left the old version.
        world.now += rotator.graceAfterUse() / 1_000;
        world.expireCache();
        const [refused] = await Promise.all([
          rotator.revoke({ ...REVOKED, keep: next, refuse: current }, CONTEXT),
          world.work(),
        ]);
        expect(refused).toEqual({
          endedSessions: 0,
          staysAccepted: true,
          mayBeDestroyed: true,
        });
        current = next;
      }
      expect(world.failures).toEqual([]);
      expect(world.verified).toBeGreaterThan(100);
    },
  );

  it('see no token refused when the run turns back, also those of the newcomer', async () => {
    const rotator = rotatorOf();
    const old = await begin(rotator);
    const next = await rotator.generate({ current: old });
    world.load(0, next);
    await world.work();
    world.load(1, next);
    await world.work();
    world.load(0, old);
    await world.work();
    world.load(1, old);
    await world.work();
    const refused = await rotator.revoke(
      { ...REVOKED, keep: old, refuse: next },
      CONTEXT,
    );
    expect(refused.staysAccepted).toBe(true);
    world.expireCache();
    await world.work();
    expect(world.failures).toEqual([]);
  });

  it('would see tokens refused if a key signed that was not published before', async () => {
    const rotator = rotatorOf();
    await begin(rotator);
    await world.work();
    const unpublished = await rotator.generate({ current: undefined });
    expect(await answers(rotator, unpublished)).toEqual([
      'rejected',
      'rejected',
    ]);
    world.load(0, unpublished);
    await world.work();
    expect(world.failures.length).toBeGreaterThan(0);
  });
});

describe('a replaced key', () => {
  it('is refused when the version after the next one is loaded, and that is proven', async () => {
    const rotator = rotatorOf();
    const first = await begin(rotator);
    const second = await rotator.generate({ current: first });
    const third = await rotator.generate({ current: second });
    world.load(0, third);
    expect(await answers(rotator, first)).toEqual(['rejected', 'accepted']);
    world.load(1, third);
    expect(await answers(rotator, first)).toEqual(['rejected', 'rejected']);
    const refused = await rotator.revoke(
      { ...REVOKED, keep: third, refuse: first },
      CONTEXT,
    );
    expect(refused.staysAccepted).toBe(false);
  });
});

it('a replaced key is not called refused where its version cannot be read any more', async () => {
  const rotator = rotatorOf();
  const first = await begin(rotator);
  const second = await rotator.generate({ current: first });
  const refused = { ...REVOKED, keep: second };
  expect(await rotator.revoke(refused, CONTEXT)).toMatchObject({
    staysAccepted: true,
  });
});

describe('before the first write', () => {
  it('an instance that publishes another version is found', async () => {
    const rotator = rotatorOf();
    const first = await begin(rotator);
    const second = await rotator.generate({ current: first });
    world.load(1, second);
    expect(await checks(rotator, first)).toEqual([]);
    const foreign = await rotator.generate({ current: undefined });
    world.load(1, foreign);
    expect(await checks(rotator, first)).toEqual(['keyset.published']);
  });

  it('an instance that goes on publishing a key that was taken out is found', async () => {
    const rotator = rotatorOf();
    const first = await begin(rotator);
    const second = await rotator.generate({ current: first });
    const third = await rotator.generate({ current: second });
    world.load(0, third);
    world.load(1, first);
    expect(await checks(rotator, third)).toEqual([
      'keyset.published',
      'keyset.retired',
    ]);
  });

  it('a text that is no key set is found, and not repeated', async () => {
    const rotator = rotatorOf();
    const current = SecretValue.of({
      keySet: { value: '{"keys":"of the kingdom"}', secret: true },
    });
    expect(await checks(rotator, current)).toEqual(['keyset.value']);
    expect(
      JSON.stringify(await rotator.preflight({ current }, CONTEXT)),
    ).not.toContain('kingdom');
  });

  it('a silent endpoint is waited for', async () => {
    const rotator = rotatorOf();
    const first = await begin(rotator);
    await world.stop();
    await expect(checks(rotator, first)).rejects.toThrow(
      'endpoint 1 of 2 does not answer with a key set',
    );
    expect(await answers(rotator, first)).toEqual(['unknown', 'unknown']);
    world = await TokenWorld.start();
  });
});

it('the longest token is an hour there', () => {
  expect(rotatorOf().graceAfterUse()).toBe(HOUR * 1_000);
});
