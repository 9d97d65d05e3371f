import {
  PermissionDeniedError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  startFaultProxy,
  withPostgres,
  type FaultProxy,
} from '@keyturn/dev-peers';
import { escapeIdentifier } from 'pg';
import {
  at,
  createPostgresWorld,
  type PostgresWorld,
} from './__testUtils__/postgresWorld';

jest.setTimeout(60_000);

/** The parts of a login that a log or a message must not carry. */
const ADDRESS = /127\.0\.0\.1|localhost|:\d{4,5}/;

/** Statements as a client sends them; the isolation level has the word COMMIT in its name too. */
const STATEMENTS = { alter: /ALTER ROLE/, commit: /COMMIT\0/ };

const optionsOf = ({ rotator, options }: PostgresWorld) =>
  rotator.parseOptions(options);

describe('a fault between the rotator and PostgreSQL', () => {
  const server = withPostgres();
  let world: PostgresWorld;
  let proxy: FaultProxy;

  beforeEach(async () => {
    world = await createPostgresWorld(server());
    proxy = await startFaultProxy(server());
  });

  afterEach(async () => {
    await proxy.stop();
    await world.close();
  });

  const throughProxy = () =>
    world.rotatorWith({ admin: { host: proxy.host, port: proxy.port } });

  const plan = () => {
    const { current, rotator } = world;
    const options = optionsOf(world);
    const accounts = rotator.chooseAccounts(options, current);
    const value = rotator.generate({ options, account: accounts.new, current });
    return { options, accounts, value };
  };

  const answersOf = async (value: typeof world.current) => {
    const options = optionsOf(world);
    const probes = await world.rotator.probe({ options, value }, at(1, 1));
    return [...new Set(probes.map(probe => probe.answer))];
  };

  it.each([
    ['alter', 'rejected'],
    ['commit', 'accepted'],
  ] as const)(
    'that loses the answer to %s leaves the new login %s, and a repeat makes it accepted beside the old one',
    async (statement, after) => {
      const rotator = throughProxy();
      const { options, accounts, value } = plan();
      const lost = proxy.loseAnswer(request =>
        STATEMENTS[statement].test(request.toString('latin1')),
      );
      const error = await rotator
        .activate({ options, accounts, value }, at(1, 1))
        .catch(it => it);
      await lost;
      expect(error).toBeInstanceOf(UnavailableError);
      expect(error.message).not.toMatch(ADDRESS);
      expect(await answersOf(value)).toEqual([after]);
      await rotator.activate({ options, accounts, value }, at(1, 2));
      expect(await answersOf(value)).toEqual(['accepted']);
      expect(await answersOf(world.current)).toEqual(['accepted']);
    },
  );

  it.each(['alter', 'commit'] as const)(
    'that loses the answer to %s of a revoke is mended by a repeat',
    async statement => {
      const rotator = throughProxy();
      const { options, accounts, value } = plan();
      await world.rotator.activate({ options, accounts, value }, at(1, 1));
      const account = accounts.old;
      if (account === undefined) throw new Error('There is no old login');
      const lost = proxy.loseAnswer(request =>
        STATEMENTS[statement].test(request.toString('latin1')),
      );
      await expect(
        rotator.revoke({ options, account, keep: value }, at(1, 2)),
      ).rejects.toBeInstanceOf(UnavailableError);
      await lost;
      await rotator.revoke({ options, account, keep: value }, at(1, 3));
      expect(await answersOf(world.current)).toEqual(['rejected']);
      expect(await answersOf(value)).toEqual(['accepted']);
    },
  );

  it.each(['blackHole', 'hold', 'refuse'] as const)(
    'that makes it silent (%s) is an unknown answer within the deadline, never a refusal',
    async fault => {
      const rotator = world.rotatorWith({
        endpoints: [`${proxy.host}:${proxy.port}`],
      });
      const options = optionsOf(world);
      proxy[fault]();
      const began = performance.now();
      const probes = await rotator.probe(
        { options, value: world.current },
        at(1, 1),
      );
      expect(probes.map(probe => probe.answer)).toEqual(['unknown']);
      expect(performance.now() - began).toBeLessThan(6_000);
      proxy.pass();
      const again = await rotator.probe(
        { options, value: world.current },
        at(1, 1),
      );
      expect(again.map(probe => probe.answer)).toEqual(['accepted']);
    },
  );

  it('that makes it silent while the administrator acts is an error without an address, and changes nothing', async () => {
    const rotator = throughProxy();
    const { options, accounts, value } = plan();
    proxy.blackHole();
    const error = await rotator
      .activate({ options, accounts, value }, at(1, 1))
      .catch(it => it);
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error.message).not.toMatch(ADDRESS);
    expect(await answersOf(value)).toEqual(['rejected']);
    expect(await answersOf(world.current)).toEqual(['accepted']);
  });

  it('an administrator whose password has expired is a missing right with its fix, and works when it is renewed', async () => {
    const { options, accounts, value } = plan();
    const admin = escapeIdentifier(world.admin);
    await world.sql(`ALTER ROLE ${admin} VALID UNTIL '2020-01-01'`);
    const error = await world.rotator
      .activate({ options, accounts, value }, at(1, 1))
      .catch(it => it);
    expect(error).toBeInstanceOf(PermissionDeniedError);
    expect(error.fix).toMatch(/\S/);
    expect(await answersOf(world.current)).toEqual(['accepted']);
    await world.sql(`ALTER ROLE ${admin} VALID UNTIL 'infinity'`);
    await world.rotator.activate({ options, accounts, value }, at(1, 2));
    expect(await answersOf(value)).toEqual(['accepted']);
  });
});
