import { randomBytes } from 'node:crypto';
import { startApiProvider } from '../../apiProvider';
import { readDataKeys, seal, startRecordService } from '../../dataKeys';
import { startGcpIamStandIn } from '../../gcpIam';
import { hasPeer } from '../../processes';
import { withPostgres } from '../../postgres';
import { findRedisServer, startTemporaryRedis } from '../../redis';
import { findSlapd, startTemporarySlapd } from '../../slapd';
import {
  makeTemporaryWorld,
  removeTemporaryWorld,
} from '../../world/processes/temporaryWorlds';
import { tryValue } from '../__testUtils__/tryValue';

jest.setTimeout(60_000);

const describeOnRedis = hasPeer({
  name: 'Redis',
  program: findRedisServer(),
  variable: 'KEYTURN_REDIS_SERVER',
})
  ? describe
  : describe.skip;
const describeOnSlapd = hasPeer({
  name: 'OpenLDAP',
  program: findSlapd(),
  variable: 'KEYTURN_SLAPD',
})
  ? describe
  : describe.skip;

describe('a client tells a refused value from a target that does not answer', () => {
  const postgres = withPostgres();

  it('at PostgreSQL', async () => {
    const { host, port } = postgres();
    const url = new URL(postgres().connectionString('postgres'));
    const target = {
      ...{ kind: 'postgres' as const, host, port, database: 'postgres' },
      query: 'select 1',
    };
    const username = decodeURIComponent(url.username);
    const password = decodeURIComponent(url.password);
    expect(await tryValue(target, { username, password })).toBe('accepted');
    expect(await tryValue(target, { username, password: 'wrong' })).toBe(
      'refused',
    );
    expect(await tryValue({ ...target, port: 1 }, { username, password })).toBe(
      'unknown',
    );
  });

  describeOnRedis('at Redis', () => {
    it('by its answer', async () => {
      const server = await startTemporaryRedis();
      try {
        const { host, port, password } = server;
        const target = { kind: 'redis' as const, host, port };
        const username = 'default';
        expect(await tryValue(target, { username, password })).toBe('accepted');
        expect(await tryValue(target, { username, password: 'wrong' })).toBe(
          'refused',
        );
        expect(
          await tryValue({ ...target, port: 1 }, { username, password }),
        ).toBe('unknown');
      } finally {
        await server.stop();
      }
    });
  });

  describeOnSlapd('at OpenLDAP', () => {
    it('by the result of its bind', async () => {
      const server = await startTemporarySlapd({ database: [] });
      try {
        const { dn, password } = server.root;
        const target = { kind: 'ldap' as const, url: server.url };
        // The root has no entry of its own to read, so a bind that is let in ends in a search that finds nothing.
        expect(await tryValue(target, { dn, password: 'wrong' })).toBe(
          'refused',
        );
        expect(
          await tryValue(
            { ...target, url: 'ldap://127.0.0.1:1' },
            { dn, password },
          ),
        ).toBe('unknown');
      } finally {
        await server.stop();
      }
    });
  });

  it('at a service with encrypted records, where a value is refused that lacks the key of one', async () => {
    const dataDir = await makeTemporaryWorld();
    const { origin, stop } = await startRecordService({
      dataDir,
      token: 'token-of-the-hook',
    });
    try {
      const [a, b, c] = ['a', 'b', 'c'].map(kid => ({
        kid,
        k: randomBytes(32).toString('base64url'),
      }));
      const target = { kind: 'data-keys' as const, url: `${origin}/records` };
      const kidOf = async () => {
        const { records } = await (await fetch(target.url)).json();
        return records[0].kid;
      };
      const value = (keys: unknown[], roles: object) => ({
        keySet: JSON.stringify({ keys, ...roles }),
      });
      const first = value([a, b], { current: 'a', next: 'b' });
      await fetch(`${target.url}/1`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(seal(readDataKeys(first.keySet), 'a card')),
      });
      expect(await tryValue(target, first)).toBe('accepted');
      expect(await kidOf()).toBe('a');
      const next = value([b, c, a], { current: 'b', next: 'c', previous: 'a' });
      expect(await tryValue(target, next)).toBe('accepted');
      expect(await kidOf()).toBe('b');
      expect(await tryValue(target, first)).toBe('accepted');
      const strange = value([c], { current: 'c' });
      expect(await tryValue(target, strange)).toBe('refused');
      await stop();
      expect(await tryValue(target, next)).toBe('unknown');
    } finally {
      await stop();
      await removeTemporaryWorld(dataDir);
    }
  });

  it('at an API', async () => {
    const provider = await startApiProvider('token-of-the-administrator');
    const { key } = provider.keys.make('payments', 'a test');
    const target = { kind: 'api-key' as const, url: `${provider.origin}/me` };
    expect(await tryValue(target, { key })).toBe('accepted');
    expect(await tryValue(target, { key: 'wrong' })).toBe('refused');
    provider.keys.trouble.unavailable = 1;
    expect(await tryValue(target, { key })).toBe('unknown');
    await provider.stop();
    expect(await tryValue(target, { key })).toBe('unknown');
  });

  it('at Google', async () => {
    const google = await startGcpIamStandIn();
    const key = google.createKey('payments@x.iam.gserviceaccount.com');
    const stranger = google.createKey('stranger@x.iam.gserviceaccount.com');
    const target = {
      kind: 'gcp-service-account' as const,
      tokenUrl: `${google.origin}/token`,
    };
    expect(await tryValue(target, key)).toBe('accepted');
    const { private_key } = stranger;
    expect(await tryValue(target, { ...key, private_key })).toBe('refused');
    await google.stop();
    expect(await tryValue(target, key)).toBe('unknown');
  });
});
