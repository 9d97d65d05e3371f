import {
  AddressGuard,
  MisconfiguredError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { RefusedRequestError, serve } from '../__testUtils__/serve';
import { HookClient } from './HookClient';

jest.setTimeout(60_000);

const signal = () => AbortSignal.timeout(30_000);

function clientOf(origin: string, allow = ['127.0.0.0/8']): HookClient {
  return new HookClient({
    address: { origin, target: '/reencrypt' },
    headers: { authorization: 'Bearer hook-token' },
    guard: new AddressGuard(allow),
    timeoutMs: 5_000,
  });
}

describe('a look at the hook before a run', () => {
  it('starts no work, and shows who asks', async () => {
    const asked: unknown[] = [];
    const hook = await serve(async ({ method, url, headers }, body) => {
      asked.push([method, url, headers.authorization, body]);
      return {};
    });
    const check = await clientOf(hook.origin).look(signal());
    expect(check).toMatchObject({ code: 'keyset.reencryption', ok: true });
    expect(asked).toEqual([['GET', '/reencrypt', 'Bearer hook-token', '']]);
    await hook.close();
  });

  it('finds headers that it does not take, and repeats none of its words', async () => {
    const hook = await serve(async () => {
      throw new RefusedRequestError('the token of somebody else is …');
    });
    const check = await clientOf(hook.origin).look(signal());
    expect(check).toEqual({
      code: 'keyset.reencryption',
      ok: false,
      message: 'The re-encryption hook answers GET with status 403',
      fix: 'Look whether the headers in reencryption are what the hook asks for',
    });
    await hook.close();
  });

  it('waits for a hook that is in trouble or silent', async () => {
    const hook = await serve(async () => {
      throw new Error('in trouble');
    });
    for (const origin of [hook.origin, 'http://127.0.0.1:1']) {
      await expect(clientOf(origin).look(signal())).rejects.toThrow(
        UnavailableError,
      );
    }
    await hook.close();
  });

  it('goes to no private address that is not allowed', async () => {
    await expect(
      clientOf('http://169.254.169.254', []).look(signal()),
    ).rejects.toThrow(MisconfiguredError);
  });
});
