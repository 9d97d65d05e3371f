import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import {
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { at } from '../../__testUtils__/ownAuthority';
import { ChallengeHooks } from './ChallengeHooks';

const KEY = 'secretRotation.rotators.acme';
const CHALLENGE = {
  name: 'shop.example.com',
  token: 'a-Token_1',
  answer: 'x.y',
};

function build(challenge: JsonObject, hooks = new ChallengeHooks()) {
  return hooks.build(new ConfigReader({ challenge }), KEY);
}

describe('hooks for ACME challenges', () => {
  it.each([
    [{}, 'challenge.hook'],
    [{ hook: 'unknown' }, 'challenge.hook'],
    [{ hook: 'http-folder' }, 'challenge.folder'],
    [{ hook: 'http-folder', folder: 'relative' }, 'challenge.folder'],
    [{ hook: 'dns-webhook', url: 'file:///x', token: 't' }, 'challenge.url'],
    [{ hook: 'dns-webhook', url: 'https://dns.internal' }, 'challenge.token'],
    [
      { hook: 'dns-webhook', url: 'https://dns.internal', token: 'a\r\nb' },
      'challenge.token',
    ],
  ])('refuse %j by the name of the key', (challenge, key) => {
    expect(() => build(challenge)).toThrow(`${KEY}.${key}`);
    expect(() => build(challenge)).toThrow(MisconfiguredError);
  });

  it('take further ones, each name once', () => {
    const hooks = new ChallengeHooks();
    const mine = {
      type: 'dns-01' as const,
      present: async () => undefined,
      remove: async () => undefined,
    };
    hooks.addChallengeHook('mine', () => mine);
    expect(build({ hook: 'mine' }, hooks)).toBe(mine);
    expect(() => hooks.addChallengeHook('mine', () => mine)).toThrow('twice');
    expect(() => hooks.addChallengeHook('http-folder', () => mine)).toThrow(
      'twice',
    );
  });
});

describe('the folder for http-01', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-http01-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('holds an answer until it is removed; repeats are harmless', async () => {
    const hook = build({ hook: 'http-folder', folder });
    await hook.present(CHALLENGE, at(1));
    await hook.present(CHALLENGE, at(1));
    expect(await readFile(join(folder, 'a-Token_1'), 'utf8')).toBe('x.y');
    await hook.remove(CHALLENGE, at(1));
    await hook.remove(CHALLENGE, at(1));
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([['../escaped'], ['a/b'], ['..'], [''], ['a\0b']])(
    'gets no file for the token %j of a server',
    async token => {
      const hook = build({ hook: 'http-folder', folder });
      await expect(
        hook.present({ ...CHALLENGE, token }, at(1)),
      ).rejects.toThrow(UnavailableError);
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it('that is gone is said without its path', async () => {
    const gone = join(folder, 'gone');
    const hook = build({ hook: 'http-folder', folder: gone });
    const error = await hook.present(CHALLENGE, at(1)).catch(thrown => thrown);
    expect(error).toBeInstanceOf(MisconfiguredError);
    expect(inspect(error)).not.toContain(gone);
  });
});

describe('the web hook for dns-01', () => {
  const asked: unknown[] = [];
  let status = 200;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString());
    asked.push({ ...body, authorization: request.headers.authorization });
    response.writeHead(status, { location: '/elsewhere' }).end('HOOK TEXT');
  });
  let url: string;
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  beforeEach(() => {
    asked.length = 0;
    status = 200;
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  it('is told to set a record and to remove it, with its token', async () => {
    const hook = build({ hook: 'dns-webhook', url, token: 'of-the-hook' });
    await hook.present(CHALLENGE, at(1));
    await hook.remove(CHALLENGE, at(1));
    const told = {
      record: '_acme-challenge.shop.example.com',
      value: 'x.y',
      authorization: 'Bearer of-the-hook',
    };
    expect(asked).toEqual([
      { ...told, action: 'present' },
      { ...told, action: 'remove' },
    ]);
    expect(inspect(hook, { depth: 9, showHidden: true })).not.toContain(
      'of-the-hook',
    );
  });

  it.each([
    [401, PermissionDeniedError],
    [403, PermissionDeniedError],
    [500, UnavailableError],
    [307, UnavailableError],
  ])(
    'that answers %d is said in our words, and not followed',
    async (given, kind) => {
      status = given;
      const hook = build({ hook: 'dns-webhook', url, token: 'of-the-hook' });
      const error = await hook
        .present(CHALLENGE, at(1))
        .catch(thrown => thrown);
      expect(error).toBeInstanceOf(kind);
      expect(inspect(error)).not.toMatch(/HOOK TEXT|of-the-hook|127\.0\.0\.1/);
      expect(asked).toHaveLength(1);
    },
  );
});
