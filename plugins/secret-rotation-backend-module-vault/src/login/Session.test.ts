import {
  PermissionDeniedError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { listen } from '@keyturn/dev-peers';
import { createServer } from 'node:http';
import { VaultConnection } from '../client/VaultConnection';
import type { Lease, Login } from './Login';
import { Session } from './Session';

const context = { signal: new AbortController().signal };
const SECOND = 1000;

/** A clock, a login that gives `t1`, `t2`, …, and a server that answers renewals as it is told. */
async function begin(
  options: { isRepeatable?: boolean; lease?: Partial<Lease> } = {},
) {
  const scene = {
    now: 0,
    logins: 0,
    renewals: [] as string[],
    /** The life that a renewal gives, or the status of its refusal. */
    renewal: { seconds: 60 } as { seconds: number } | { status: number },
    session: undefined as unknown as Session,
    close: async () => undefined as unknown,
  };
  const server = await listen(
    createServer((incoming, outgoing) => {
      scene.renewals.push(
        `${incoming.url} ${incoming.headers['x-vault-token']}`,
      );
      if ('status' in scene.renewal) {
        outgoing.writeHead(scene.renewal.status).end('{"errors":["no"]}');
        return;
      }
      const auth = {
        client_token: incoming.headers['x-vault-token'],
        lease_duration: scene.renewal.seconds,
        renewable: true,
      };
      outgoing.end(JSON.stringify({ auth }));
    }),
  );
  const login: Login = {
    isRepeatable: options.isRepeatable ?? true,
    async login() {
      scene.logins += 1;
      return {
        token: `t${scene.logins}`,
        ttlMs: 60 * SECOND,
        isRenewable: true,
        ...options.lease,
      };
    },
  };
  scene.session = new Session(
    new VaultConnection({ address: server.address }),
    () => login,
    () => scene.now,
  );
  scene.close = server.close;
  return scene;
}

describe('Session', () => {
  let scene: Awaited<ReturnType<typeof begin>>;
  afterEach(() => scene.close());
  const token = () => scene.session.token(context);

  it('logs in once for callers that come together, and uses the token again', async () => {
    scene = await begin();
    expect(await Promise.all([token(), token(), token()])).toEqual([
      't1',
      't1',
      't1',
    ]);
    expect(await token()).toBe('t1');
    expect(scene.logins).toBe(1);
  });

  it('prolongs the token after two thirds of its life, over and over', async () => {
    scene = await begin();
    await token();
    scene.now = 39 * SECOND;
    await token();
    expect(scene.renewals).toEqual([]);
    scene.now = 40 * SECOND;
    expect(await token()).toBe('t1');
    scene.now = 80 * SECOND;
    expect(await token()).toBe('t1');
    expect(scene.renewals).toEqual([
      '/v1/auth/token/renew-self t1',
      '/v1/auth/token/renew-self t1',
    ]);
    expect(scene.logins).toBe(1);
  });

  it('logs in anew when renewal gives little: the longest life is near', async () => {
    scene = await begin();
    await token();
    scene.renewal = { seconds: 5 };
    scene.now = 40 * SECOND;
    expect(await token()).toBe('t2');
  });

  it('logs in anew when renewal is refused', async () => {
    scene = await begin();
    await token();
    scene.renewal = { status: 403 };
    scene.now = 40 * SECOND;
    expect(await token()).toBe('t2');
  });

  it('logs in anew before the end of a token that cannot be renewed, and does not ask for renewal', async () => {
    scene = await begin({ lease: { isRenewable: false } });
    await token();
    scene.now = 40 * SECOND;
    expect(await token()).toBe('t2');
    expect(scene.renewals).toEqual([]);
  });

  it('uses a living token while the server cannot renew it, and tries again soon', async () => {
    scene = await begin();
    await token();
    scene.renewal = { status: 503 };
    scene.now = 40 * SECOND;
    expect(await token()).toBe('t1');
    expect(await token()).toBe('t1');
    expect(scene.renewals).toHaveLength(1);
    scene.renewal = { seconds: 60 };
    scene.now = 50 * SECOND;
    expect(await token()).toBe('t1');
    expect(scene.renewals).toHaveLength(2);
    scene.now = 89 * SECOND;
    expect(await token()).toBe('t1');
    expect(scene.renewals).toHaveLength(2);
  });

  it('logs in anew when the token ended while nobody needed it', async () => {
    scene = await begin();
    await token();
    scene.now = 3600 * SECOND;
    expect(await token()).toBe('t2');
    expect(scene.renewals).toEqual([]);
  });

  it('never asks about a token that does not end', async () => {
    scene = await begin({ lease: { ttlMs: undefined } });
    await token();
    scene.now = 10 ** 12;
    expect(await token()).toBe('t1');
    expect(scene.renewals).toEqual([]);
  });

  it('logs in anew once for a refused token, and not again for a minute, so that a missing right is no loop', async () => {
    scene = await begin({ lease: { ttlMs: undefined } });
    const refuse = (refused: string) =>
      scene.session.tokenAfterRefusal(refused, context);
    await token();

    expect(await refuse('t1')).toBe('t2');
    expect(await refuse('t1')).toBe('t2'); // another caller, refused before
    expect(await refuse('t2')).toBeUndefined();
    expect(scene.logins).toBe(2);
    scene.now = 60 * SECOND;
    expect(await refuse('t2')).toBe('t3');
  });

  it('gives callers that are refused together the token of one login', async () => {
    scene = await begin();
    const refused = await token();
    const others = await Promise.all(
      [1, 2, 3].map(() => scene.session.tokenAfterRefusal(refused, context)),
    );
    expect(others).toEqual(['t2', 't2', 't2']);
    expect(scene.logins).toBe(2);
  });

  it('has no other token where an operator wrote one down', async () => {
    scene = await begin({ isRepeatable: false });
    await token();
    expect(
      await scene.session.tokenAfterRefusal('t1', context),
    ).toBeUndefined();
    expect(scene.logins).toBe(1);
  });

  it('keeps a written token alive while nobody uses it, but logs nobody in', async () => {
    scene = await begin({ isRepeatable: false });
    await scene.session.keepAlive(context);
    scene.now = 45 * SECOND;
    await scene.session.keepAlive(context);
    expect(scene.renewals).toHaveLength(1);
    await scene.close();

    scene = await begin();
    await scene.session.keepAlive(context);
    expect(scene.logins).toBe(0);
  });

  it('uses a written token to its end when it cannot be renewed, and says when that is', async () => {
    scene = await begin({
      isRepeatable: false,
      lease: { isRenewable: false },
    });
    expect(await scene.session.endsAt(context)).toBe(60 * SECOND);
    scene.now = 59 * SECOND;
    expect(await token()).toBe('t1');
    expect(scene.logins).toBe(1);
  });

  it('lets a caller go whose signal aborts, while others wait on', async () => {
    scene = await begin();
    let finish: (lease: Lease) => void = () => undefined;
    const slow: Login = {
      isRepeatable: true,
      login: () =>
        new Promise(resolve => {
          finish = resolve;
        }),
    };
    const session = new Session(
      new VaultConnection({ address: 'http://127.0.0.1:1' }),
      () => slow,
    );
    const impatient = new AbortController();
    const one = session.token({ signal: impatient.signal });
    const other = session.token(context);
    impatient.abort();
    await expect(one).rejects.toThrow(UnavailableError);
    finish({ token: 'late', isRenewable: false });
    expect(await other).toBe('late');
  });

  it('tries a failed login again with the next call', async () => {
    scene = await begin();
    let tries = 0;
    const session = new Session(
      new VaultConnection({ address: 'http://127.0.0.1:1' }),
      () => ({
        isRepeatable: true,
        async login() {
          tries += 1;
          if (tries === 1) throw new PermissionDeniedError('no', 'fix');
          return { token: 'second', isRenewable: false };
        },
      }),
    );
    await expect(session.token(context)).rejects.toThrow(PermissionDeniedError);
    expect(await session.token(context)).toBe('second');
  });
});
