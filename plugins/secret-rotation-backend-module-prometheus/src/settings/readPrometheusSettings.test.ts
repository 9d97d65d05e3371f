import { inspect } from 'node:util';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { readPrometheusSettings } from './readPrometheusSettings';

const GOOD = {
  kind: 'prometheus',
  address: 'https://prometheus.internal:9090',
  query: 'sum(up{app="{name}"})',
  healthyWhen: '>= 1',
};
const read = (config: JsonObject) =>
  readPrometheusSettings({
    name: 'errors',
    config: new ConfigReader({ ...GOOD, ...config }),
  });

describe('an entry', () => {
  it('has an origin, a minute of patience with numbers, five seconds with the server', () => {
    expect(read({})).toMatchObject({
      key: 'secretRotation.health.errors',
      origin: 'https://prometheus.internal:9090',
      basePath: '',
      staleAfterMs: 60_000,
      timeoutMs: 5_000,
    });
    expect(read({}).authorization).toBeUndefined();
    expect(
      read({
        address: 'https://metrics.internal/prometheus/',
        staleAfter: 'PT30S',
        timeout: { seconds: 2 },
      }),
    ).toMatchObject({
      basePath: '/prometheus',
      staleAfterMs: 30_000,
      timeoutMs: 2_000,
    });
  });

  it('shows no credential', () => {
    const shown = [
      read({ token: 'a-credential' }),
      read({ username: 'keyturn', password: 'a-credential' }),
    ].map(each => inspect(each, { depth: 9 }) + JSON.stringify(each));
    for (const form of ['a-credential', 'YS1jcmVkZW50aWFs', ':a-cred'])
      expect(shown.join()).not.toContain(form);
    expect(
      read({
        username: 'keyturn',
        password: 'a-credential',
      }).authorization?.reveal('value'),
    ).toBe(`Basic ${Buffer.from('keyturn:a-credential').toString('base64')}`);
  });

  it.each<[string, JsonObject]>([
    ['address', { address: 'prometheus:9090' }],
    ['address', { address: 'http://prometheus.internal:9090' }],
    ['address', { address: 'https://keyturn:x@prometheus.internal' }],
    ['address', { address: 'https://prometheus.internal/?tenant=1' }],
    ['address', { address: 'https://{name}.internal' }],
    ['token', { token: 'two words' }],
    ['username', { username: 'a:b', password: 'x' }],
    ['query', { query: '' }],
    ['query', { query: 'x'.repeat(4_097) }],
    ['query', { query: '{name}_errors' }],
    ['healthyWhen', { healthyWhen: '0.01' }],
    ['healthyWhen', { healthyWhen: 1 }],
    ['staleAfter', { staleAfter: 'soon' }],
    ['staleAfter', { staleAfter: { milliseconds: 1 } }],
    ['timeout', { timeout: { hours: 1 } }],
    ['healthywhen', { healthywhen: '> 1' }],
  ])('is refused by the name of the key: %s', (key, config) => {
    expect(() => read(config)).toThrow(
      expect.objectContaining({
        name: 'MisconfiguredError',
        message: expect.stringContaining(`secretRotation.health.errors.${key}`),
        fix: expect.any(String),
      }),
    );
  });

  it.each<[JsonObject]>([
    [{ token: 'x', username: 'a', password: 'b' }],
    [{ username: 'a' }],
    [{ password: 'b' }],
  ])('is refused where it is not clear who asks: %j', config => {
    expect(() => read(config)).toThrow('has no clear credential');
  });
});
