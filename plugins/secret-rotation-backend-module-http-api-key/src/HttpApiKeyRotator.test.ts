import { inspect } from 'node:util';
import {
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  ACCOUNT,
  at,
  keyValue,
  openApiWorld,
  rotatorFor,
  type ApiWorld,
} from './__testUtils__/apiWorld';

jest.setTimeout(60_000);

let world: ApiWorld;
beforeEach(async () => {
  world = await openApiWorld();
});
afterEach(() => world.close());

const options = { account: ACCOUNT };

describe('a rotation', () => {
  it('makes a second key, keeps what lies beside it, and refuses the first at the end', async () => {
    const { current, provider } = world;
    const value = await world.issue();
    await world.activate(value);
    expect(value.reveal('region')).toBe('eu');
    expect(await world.answers(value)).toEqual(['accepted']);
    expect(await world.answers(current)).toEqual(['accepted']);

    await world.revoke(value, current);

    expect(world.valid()).toEqual([value.reveal('key')]);
    expect(await world.answers(current)).toEqual(['rejected']);
    const [made] = provider.keys.valid(ACCOUNT);
    expect(made?.label).toBe('keyturn-payments-r7-e1');
  });

  it('turned back refuses the new key and keeps the first', async () => {
    const { current } = world;
    const value = await world.issue();
    await world.revoke(current, value);
    expect(world.valid()).toEqual([current.reveal('key')]);
  });

  it('turned back without its value refuses each key that a run made, and no other', async () => {
    const { current, provider } = world;
    await world.issue();
    provider.keys.make(ACCOUNT, 'keyturn-payments-r6-e2');
    const foreign = provider.keys.make(ACCOUNT, 'by hand too');
    await world.revoke(current);
    expect(world.valid()).toEqual([current.reveal('key'), foreign.key]);
  });
});

it('a first value says whose it is', async () => {
  const { rotator } = world;
  const account = rotator.chooseAccounts(options, undefined).new;
  const value = await rotator.issue(
    { options, account, current: undefined, known: [], since: new Date() },
    at(7, 1),
  );
  expect(value.public('account')).toBe(ACCOUNT);
  expect(rotator.chooseAccounts(options, value).old).toBe(account);
});

describe('a provider with a bad day', () => {
  it.each(['failAfterCreating', 'cutAfterCreating'] as const)(
    'leaves no orphan after %s',
    async trouble => {
      world.provider.keys.trouble[trouble] = 1;
      await expect(world.issue(1)).rejects.toThrow(UnavailableError);
      expect(world.valid()).toHaveLength(2);

      const value = await world.issue(2);

      expect(world.valid()).toEqual([
        world.current.reveal('key'),
        value.reveal('key'),
      ]);
    },
  );

  it('asks for a key once, however silent the provider is', async () => {
    world.provider.keys.trouble.cutAfterCreating = 1;
    await expect(world.issue()).rejects.toThrow(UnavailableError);
    expect(
      world.provider.requests.filter(each => each.startsWith('POST')),
    ).toHaveLength(1);
  });

  it('leaves no orphan when it makes two keys for one request', async () => {
    const { current, provider } = world;
    provider.keys.trouble.duplicates = 1;
    const value = await world.issue();
    await world.activate(value);
    expect(world.valid()).toHaveLength(3);
    await world.revoke(value, current);
    expect(world.valid()).toEqual([value.reveal('key')]);
  });

  it('leaves no orphan when the list shows a lost key only later', async () => {
    const { current, provider } = world;
    provider.keys.trouble.cutAfterCreating = 1;
    provider.keys.trouble.hideNew = 1;
    await expect(world.issue(1)).rejects.toThrow(UnavailableError);
    const value = await world.issue(2);
    expect(world.valid()).toHaveLength(3);
    await world.revoke(value, current);
    expect(world.valid()).toEqual([value.reveal('key')]);
  });

  it('is waited for until it accepts the new key', async () => {
    world.provider.keys.trouble.refuseNew = 4;
    const value = await world.issue();
    await world.activate(value);
    expect(await world.answers(value)).toEqual(['accepted']);
  });

  it('that never accepts the new key is said to be unavailable', async () => {
    const { entry, current, provider } = world;
    provider.keys.trouble.refuseNew = Infinity;
    const value = await world.issue();
    const rotator = rotatorFor({ ...entry, settle: 'PT0.2S' });
    const accounts = rotator.chooseAccounts(options, current);
    await expect(
      rotator.activate({ options, accounts, value }, at(7, 1)),
    ).rejects.toThrow(UnavailableError);
  });

  it('is waited for until it refuses the revoked key', async () => {
    const { current, provider } = world;
    provider.keys.trouble.acceptRevoked = 4;
    const value = await world.issue();
    await world.revoke(value, current);
    expect(await world.answers(current)).toEqual(['rejected']);
  });

  it('is asked again where that changes nothing', async () => {
    world.provider.keys.trouble.unavailable = 2;
    expect(await world.answers(world.current)).toEqual(['accepted']);
  });

  it('that takes too long is unknown, and unavailable for whoever acts', async () => {
    const { entry, current, provider } = world;
    const rotator = rotatorFor({ ...entry, timeout: 'PT0.2S' });
    provider.keys.trouble.delayMs = 60_000;
    const probes = await rotator.probe({ options, value: current }, at(7, 1));
    expect(probes.map(({ answer }) => answer)).toEqual(['unknown']);
    const accounts = rotator.chooseAccounts(options, current);
    await expect(
      rotator.preflight({ options, accounts, current }, at(7, 1)),
    ).rejects.toThrow(UnavailableError);
  });
});

describe('keys of others', () => {
  it('are never removed, whatever their names look like', async () => {
    const { provider, current } = world;
    const foreign = [
      'keyturn-payments-r6-e1',
      'keyturn-payments-r77-e1',
      'keyturn-payments-r7-e1 ',
      'keyturn-other-r7-e1',
    ].map(label => provider.keys.make(ACCOUNT, label).key);
    await expect(world.issue()).rejects.toThrow(MisconfiguredError);
    expect(world.valid()).toEqual([current.reveal('key'), ...foreign]);
  });

  it('are never removed when the store knows them or somebody uses them', async () => {
    const { provider, current } = world;
    const known = provider.keys.make(ACCOUNT, 'keyturn-payments-r7-e1');
    const used = provider.keys.make(ACCOUNT, 'keyturn-payments-r7-e2');
    provider.keys.use(used.key);
    await world.issue(3, [current, keyValue(known.id, known.key)]);
    expect(world.valid()).toEqual(
      expect.arrayContaining([known.key, used.key]),
    );
  });

  it('fill the account: that is said before anything is written', async () => {
    const { entry, current } = world;
    const rotator = rotatorFor({ ...entry, maxKeys: 2 });
    world.provider.keys.make(ACCOUNT, 'by hand');
    const accounts = rotator.chooseAccounts(options, current);
    const checks = await rotator.preflight(
      { options, accounts, current },
      at(7, 1),
    );
    expect(checks.filter(({ ok }) => !ok)).toEqual([
      expect.objectContaining({ code: 'api-key.room' }),
    ]);
  });
});

describe('preflight', () => {
  it('names a refused administrator, with what to do and without his credential', async () => {
    const { entry, current } = world;
    const rotator = rotatorFor({
      ...entry,
      admin: { fields: { token: 'wrong-Zq81' } },
    });
    const accounts = rotator.chooseAccounts(options, current);
    const checks = await rotator.preflight(
      { options, accounts, current },
      at(7, 1),
    );
    expect(checks).toEqual([
      expect.objectContaining({ code: 'api-key.list', ok: false }),
    ]);
    expect(inspect(checks)).not.toContain('wrong-Zq81');
    const account = accounts.new;
    await expect(
      rotator.issue(
        { options, account, current, known: [], since: new Date() },
        at(7, 1),
      ),
    ).rejects.toThrow(PermissionDeniedError);
  });

  it('names a current key that the provider does not know', async () => {
    const { rotator } = world;
    const current = keyValue('999', 'key_of-nobody');
    const accounts = rotator.chooseAccounts(options, current);
    const checks = await rotator.preflight(
      { options, accounts, current },
      at(7, 1),
    );
    expect(checks.filter(({ ok }) => !ok).map(({ code }) => code)).toEqual([
      'api-key.current',
      'api-key.accepted',
    ]);
  });
});
