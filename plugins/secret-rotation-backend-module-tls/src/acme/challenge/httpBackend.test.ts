import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  secretRotationExtensionPoint,
  UnavailableError,
  type AdapterFactory,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { ConfigReader } from '@backstage/config';
import { pebbleForTests } from '@keyturn/dev-peers';
import { at } from '../../__testUtils__/ownAuthority';
import {
  startPebbleWorld,
  type PebbleWorld,
} from '../../__testUtils__/pebbleWorld';
import { answerTo, signFor } from '../../__testUtils__/signing';
import { CertificateRotator } from '../../CertificateRotator';
import secretRotationModuleTls from '../../index';
import { httpBackend } from './httpBackend';

jest.setTimeout(300_000);

/** A backend with the module in it, and how it makes rotators of kind `tls-acme`. */
async function startPortal() {
  const factories = new Map<string, AdapterFactory<unknown>>();
  const backend = await startTestBackend({
    extensionPoints: [
      [
        secretRotationExtensionPoint,
        {
          addStore: () => undefined,
          addRotator: (kind, factory) => factories.set(kind, factory),
          addConsumer: () => undefined,
        },
      ],
    ],
    features: [secretRotationModuleTls, mockServices.scheduler.mock().factory],
  });
  const address = `http://127.0.0.1:${backend.server.port()}`;
  return {
    address,
    stop: () => backend.stop(),
    get: (path: string) =>
      fetch(`${address}/.well-known/acme-challenge${path}`),
    rotatorOf(config: ConfigReader): CertificateRotator {
      const rotator = factories.get('tls-acme')?.({ name: 'acme', config });
      if (!(rotator instanceof CertificateRotator))
        throw new Error('It makes no rotator of certificates');
      return rotator;
    },
  };
}

const programs = pebbleForTests();

// Skipped where the machine has no Pebble, which is named above.
(programs ? describe : describe.skip)('Backstage itself, on Pebble', () => {
  let world: PebbleWorld;
  let portal: Awaited<ReturnType<typeof startPortal>>;
  beforeAll(async () => {
    if (programs) world = await startPebbleWorld(programs);
    portal = await startPortal();
    world.forwardTo(portal.address);
  });
  afterAll(async () => {
    await portal?.stop();
    await world?.stop();
  });

  it('answers http-01 for every name, without a folder', async () => {
    const rotator = portal.rotatorOf(
      world.entryOf({ challenge: { hook: 'http-backend' } }),
    );
    const names = ['here.example.com', 'there.example.com'];
    const value = await signFor(rotator, names, 1);
    expect(await answerTo(rotator, value)).toBe('accepted');
  });
});

describe('the path for ACME servers', () => {
  let portal: Awaited<ReturnType<typeof startPortal>>;
  beforeAll(async () => {
    portal = await startPortal();
  });
  afterAll(() => portal?.stop());

  it.each([
    '/unknown',
    '/..%2f..%2fetc%2fpasswd',
    '/a%00b',
    `/${'a'.repeat(300)}`,
    '/',
  ])('gives nothing at %s', async path => {
    const response = await portal.get(path);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain('root:');
  });
});

describe('the hook http-backend', () => {
  it('wants nothing else in its entry', () => {
    const answers = { put: jest.fn(), find: jest.fn(), remove: jest.fn() };
    const hook = { hook: 'http-backend', folder: '/srv/acme' };
    expect(() => httpBackend(answers)(new ConfigReader(hook), 'key')).toThrow(
      /key\.folder is not a known key/,
    );
  });

  it('shows no words of the database, and puts no token there that is none', async () => {
    const fail = async () => {
      throw new Error('connect ECONNREFUSED 10.0.0.5');
    };
    const put = jest.fn(fail);
    const hook = httpBackend({ put, find: jest.fn(), remove: fail })(
      new ConfigReader({ hook: 'http-backend' }),
      'key',
    );
    const challenge = { name: 'a.example.com', token: 'token', answer: 'x' };
    for (const act of [hook.present, hook.remove]) {
      const error = await act(challenge, at(1)).catch(thrown => thrown);
      expect(error).toBeInstanceOf(UnavailableError);
      expect(error.message).not.toContain('10.0.0.5');
    }
    put.mockClear();
    await expect(
      hook.present({ ...challenge, token: '../token' }, at(1)),
    ).rejects.toThrow(UnavailableError);
    expect(put).not.toHaveBeenCalled();
  });
});
