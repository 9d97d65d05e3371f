import { ConfigReader } from '@backstage/config';
import {
  accountName,
  MisconfiguredError,
  UnavailableError,
  type SecretValue,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { serve, type Served } from '../__testUtils__/serve';
import { parseKeySet } from '../keys/KeySet';
import { KeySetRotator } from '../KeySetRotator';
import { readKeySetSettings } from '../settings';

jest.setTimeout(60_000);

const OPTIONS = { name: 'card-numbers' };
const ACCOUNT = accountName(OPTIONS.name);
const ACTIVATED = { options: OPTIONS, accounts: { new: ACCOUNT } };
const REVOKED = { options: OPTIONS, account: ACCOUNT };
const at = (): WriteContext => ({
  fence: { run: 7, epoch: 1 },
  signal: AbortSignal.timeout(30_000),
});

/** Encrypts anew, in as many requests as it is told. A stand-in for a service of the operator. */
class Reencryptor {
  readonly requests: Array<{ body: unknown; key: unknown; token: unknown }> =
    [];
  /** How many requests it takes until the work is done. */
  takes = 1;
  answer?: unknown;
  readonly #asked = new Map<string, number>();

  async handle(key: string, token: unknown, body: string): Promise<unknown> {
    this.requests.push({ body: JSON.parse(body), key, token });
    if (this.answer !== undefined) return this.answer;
    const asked = (this.#asked.get(key) ?? 0) + 1;
    this.#asked.set(key, asked);
    return { state: asked >= this.takes ? 'done' : 'running' };
  }
}

let hook: Reencryptor;
let server: Served;
beforeEach(async () => {
  hook = new Reencryptor();
  server = await serve(({ headers }, body) =>
    hook.handle(
      String(headers['idempotency-key']),
      headers.authorization,
      body,
    ),
  );
});
afterEach(() => server.close());

function rotator(url = `${server.origin}/reencrypt`): KeySetRotator {
  const config = new ConfigReader({
    kind: 'keyset',
    algorithm: 'A256GCM',
    reencryption: { url, headers: { Authorization: 'Bearer hook-token' } },
    network: { allow: ['127.0.0.0/8'], plainHttp: true },
  });
  return new KeySetRotator(readKeySetSettings({ name: 'cards', config }));
}

async function versions(count: number): Promise<SecretValue[]> {
  const made: SecretValue[] = [];
  for (let index = 0; index < count; index += 1)
    made.push(await rotator().generate({ current: made[index - 1] }));
  return made;
}

const setIn = (value: SecretValue) => {
  const set = parseKeySet(value.reveal('keySet'));
  if (!set) throw new Error('It is no key set');
  return set;
};

describe('data keys', () => {
  it('go only after the hook says that nothing is encrypted with them any more', async () => {
    hook.takes = 3;
    const [first, second] = await versions(2);
    await rotator().revoke({ ...REVOKED, keep: second, refuse: first }, at());
    const { current: from } = setIn(first);
    const { current: to } = setIn(second);
    expect(hook.requests).toEqual(
      Array.from({ length: 3 }, () => ({
        body: { keySet: 'card-numbers', from, to, cause: 'replaced' },
        key: `card-numbers:${from}:${to}:replaced`,
        token: 'Bearer hook-token',
      })),
    );
  });

  it('stay in the version after them, so that whoever is late can read', async () => {
    const [first, second, third] = await versions(3);
    const kids = (value: SecretValue) => setIn(value).keys.map(k => k.kid);
    expect(kids(second)).toContain(setIn(first).current);
    expect(kids(third)).not.toContain(setIn(first).current);
    expect(
      await rotator().revoke({ ...REVOKED, keep: second, refuse: first }, at()),
    ).toEqual({ endedSessions: 0, staysAccepted: true, mayBeDestroyed: true });
  });

  it('are asked about once more before a version without them is current', async () => {
    const [first, second, third] = await versions(3);
    await rotator().activate({ ...ACTIVATED, value: third }, at());
    expect(hook.requests.map(({ body }) => body)).toEqual([
      {
        keySet: 'card-numbers',
        from: setIn(first).current,
        to: setIn(second).current,
        cause: 'removal',
      },
    ]);
  });

  it('wait, without a failure, while the hook is not done', async () => {
    hook.takes = Infinity;
    const [first, second] = await versions(2);
    const call = rotator().revoke(
      { ...REVOKED, keep: second, refuse: first },
      at(),
    );
    await expect(call).rejects.toThrow(UnavailableError);
    await expect(call).rejects.toThrow('still being encrypted');
  });

  it.each([
    ['{}', {}],
    ['another state', { state: 'finished' }],
  ])(
    'are not taken out on an answer that says nothing: %s',
    async (_, said) => {
      hook.answer = said;
      const [first, second] = await versions(2);
      await expect(
        rotator().revoke({ ...REVOKED, keep: second, refuse: first }, at()),
      ).rejects.toThrow(MisconfiguredError);
    },
  );

  it('are not taken out while nobody answers', async () => {
    const [first, second] = await versions(2);
    await expect(
      rotator('http://127.0.0.1:1/').revoke(
        { ...REVOKED, keep: second, refuse: first },
        at(),
      ),
    ).rejects.toThrow('does not answer');
    await expect(
      rotator('http://169.254.169.254/').revoke(
        { ...REVOKED, keep: second, refuse: first },
        at(),
      ),
    ).rejects.toThrow('private or reserved address');
  });

  it('do not repeat what a failing hook says', async () => {
    const refusing = await serve(async () => {
      throw new Error('a secret text of the hook');
    });
    const [first, second] = await versions(2);
    const call = rotator(refusing.origin).revoke(
      { ...REVOKED, keep: second, refuse: first },
      at(),
    );
    await expect(call).rejects.toThrow('answers with status 500');
    await expect(call).rejects.not.toThrow('secret text');
    await refusing.close();
  });

  it('are told in the same words when the run is tried again', async () => {
    const [first, second] = await versions(2);
    const input = { ...REVOKED, keep: second, refuse: first };
    await rotator().revoke(input, at());
    await rotator().revoke(input, at());
    expect(new Set(hook.requests.map(({ key }) => key)).size).toBe(1);
  });

  it('need nothing from the hook for a first version', async () => {
    const [first] = await versions(1);
    await rotator().activate({ ...ACTIVATED, value: first }, at());
    expect(hook.requests).toEqual([]);
  });
});
