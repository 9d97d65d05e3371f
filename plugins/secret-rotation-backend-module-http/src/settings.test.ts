import { inspect } from 'node:util';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { readHttpConsumerSettings } from './settings';

const TOKEN = 'a-token-for-services';
const BASE = { kind: 'http', base: 'http://{name}.internal', token: TOKEN };

function read(config: JsonObject) {
  return readHttpConsumerSettings({
    name: 'http',
    config: new ConfigReader(config),
  });
}

describe('the settings of an http consumer', () => {
  it('have defaults for everything but address and token', () => {
    const settings = read(BASE);
    const consumer = {
      entityRef: 'component:default/a',
      name: 'a',
      namespace: 'default',
      labels: {},
    };
    expect(settings).toMatchObject({
      addresses: { discover: false },
      timeoutMs: 5_000,
      effect: 'is told to reload',
    });
    expect([
      settings.attest.expand(consumer),
      settings.reload.expand(consumer),
      settings.health.expand(consumer),
    ]).toEqual(['/keyturn/attest', '/keyturn/reload', '/healthz']);
  });

  it.each([
    [{ seconds: 2 }, 2_000],
    ['PT1.5S', 1_500],
    [{ milliseconds: 300 }, 300],
  ])('read the timeout %j', (timeout, expected) => {
    expect(read({ ...BASE, timeout }).timeoutMs).toBe(expected);
  });

  it('take a list of instances or a name to discover', () => {
    const { token, kind } = BASE;
    expect(
      read({ kind, token, instances: ['http://a:1', 'http://a:2'] }).addresses
        .patterns,
    ).toHaveLength(2);
    expect(read({ ...BASE, discover: 'dns' }).addresses.discover).toBe(true);
  });

  it.each<[string, JsonObject]>([
    ['token', { ...BASE, token: undefined }],
    ['token', { ...BASE, token: 'two words' }],
    ['token', { ...BASE, token: 'a\r\nb' }],
    ['base', { ...BASE, base: undefined }],
    ['base', { ...BASE, base: 7 }],
    ['base', { ...BASE, instances: ['http://a'] }],
    ['instances', { kind: 'http', token: TOKEN, instances: [] }],
    [
      'instances',
      { kind: 'http', token: TOKEN, instances: ['http://a', 'http://a'] },
    ],
    [
      'instances[1]',
      { kind: 'http', token: TOKEN, instances: ['http://a', 'ftp://a'] },
    ],
    [
      'discover',
      { kind: 'http', token: TOKEN, instances: ['http://a'], discover: 'dns' },
    ],
    ['discover', { ...BASE, discover: 'consul' }],
    ['attest', { ...BASE, attest: 'http://evil.example/' }],
    ['reload', { ...BASE, reload: 7 }],
    ['health', { ...BASE, health: '//evil.example' }],
    ['timeout', { ...BASE, timeout: { minutes: 5 } }],
    ['timeout', { ...BASE, timeout: 'soon' }],
    ['timeout', { ...BASE, timeout: 'PT0S' }],
    ['effect', { ...BASE, effect: '' }],
  ])('refuse a bad %s, naming key and fix, not the value', (key, config) => {
    let problem: unknown;
    try {
      read(config);
    } catch (error) {
      problem = error;
    }
    expect(problem).toBeInstanceOf(MisconfiguredError);
    const { message, fix } = problem as MisconfiguredError;
    expect(message).toContain('secretRotation.consumers.http');
    expect(message).toContain(key);
    expect(fix).not.toBe('');
    expect(inspect(problem)).not.toContain(TOKEN);
  });

  it('show no token when they are printed', () => {
    const settings = read(BASE);
    expect(inspect(settings, { depth: 9, showHidden: true })).not.toContain(
      TOKEN,
    );
    expect(JSON.stringify(settings)).not.toContain(TOKEN);
  });
});
