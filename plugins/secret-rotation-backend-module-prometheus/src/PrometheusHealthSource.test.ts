import {
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { PrometheusData } from '@keyturn/dev-peers/prometheus';
import {
  consumerOf,
  NOW,
  queryOf,
  TestPrometheus,
  TOKEN,
} from './__testUtils__/TestPrometheus';

jest.setTimeout(60_000);

const CHECKOUT = consumerOf('checkout');
const QUERY = queryOf('checkout');
const SECONDS = NOW.getTime() / 1_000;

let prometheus: TestPrometheus;
beforeEach(async () => {
  prometheus = await TestPrometheus.start();
});
afterEach(() => prometheus.stop());

const observe = (source = prometheus.source()) =>
  source.observe(
    { consumer: CHECKOUT },
    { signal: new AbortController().signal },
  );

function vector(
  ...values: Array<readonly [ageSeconds: number, text: string]>
): PrometheusData {
  return {
    resultType: 'vector',
    result: values.map(([age, text], index) => ({
      metric: { pod: `checkout-${index}` },
      value: [SECONDS - age, text] as const,
    })),
  };
}

describe('what Prometheus answers', () => {
  it.each<[string, PrometheusData, string]>([
    ['one good number', vector([0, '0.001']), 'healthy'],
    ['one bad number', vector([0, '0.01']), 'ill'],
    ['one bad number of three', vector([0, '0'], [0, '0'], [0, '1']), 'ill'],
    ['no number', vector(), 'unknown'],
    ['a number that is none', vector([0, 'NaN']), 'unknown'],
    ['an empty number', vector([0, '']), 'unknown'],
    ['text for a number', vector([0, '0x']), 'unknown'],
    [
      'a good number and one that is none',
      vector([0, '0'], [0, 'NaN']),
      'unknown',
    ],
    ['a bad number and one that is none', vector([0, '1'], [0, 'NaN']), 'ill'],
    ['endless errors', vector([0, '+Inf']), 'ill'],
    ['less than nothing', vector([0, '-Inf']), 'healthy'],
    ['a number that is just not old', vector([60, '0']), 'healthy'],
    ['an old number', vector([61, '0']), 'unknown'],
    ['a number of a time to come', vector([-61, '0']), 'unknown'],
    ['an old number beside a new one', vector([0, '0'], [61, '0']), 'unknown'],
    ['a scalar', { resultType: 'scalar', result: [SECONDS, '0'] }, 'healthy'],
    ['a text', { resultType: 'string', result: [SECONDS, '0'] }, 'unknown'],
    ['a range', { resultType: 'matrix', result: [] }, 'unknown'],
  ])('%s', async (_what, data, health) => {
    prometheus.api.setAnswer(QUERY, data);
    expect(await observe()).toEqual({ health });
  });

  it('with a warning may not be everything, so it says nothing', async () => {
    const warnings = ['fetch from one of the stores failed'];
    for (const text of ['0', '1']) {
      prometheus.api.setAnswer(QUERY, vector([0, text]), warnings);
      expect(await observe()).toEqual({ health: 'unknown' });
    }
  });

  it('as native histograms is no number', async () => {
    const result = [{ metric: {}, histogram: [SECONDS, {}] }];
    prometheus.api.setAnswer(QUERY, {
      resultType: 'vector',
      result,
    } as unknown as PrometheusData);
    expect(await observe()).toEqual({ health: 'unknown' });
  });
});

describe('what Prometheus is asked', () => {
  it('is the query of the consumer, and no older number than counts', async () => {
    await observe(prometheus.source({ staleAfter: { seconds: 90 } }));
    const [{ method, path }] = prometheus.api.requests;
    const url = new URL(path, prometheus.api.url);
    expect([method, url.pathname]).toEqual(['GET', '/api/v1/query']);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      query: QUERY,
      lookback_delta: '90000ms',
    });
  });

  it('is asked with a user and password, where the entry has them', async () => {
    const basic = Buffer.from('keyturn:a-password').toString('base64');
    const other = await TestPrometheus.start(`Basic ${basic}`);
    try {
      other.api.setNumber(QUERY, '0');
      const source = other.source({
        token: null,
        username: 'keyturn',
        password: 'a-password',
      });
      expect(await observe(source)).toEqual({ health: 'healthy' });
    } finally {
      await other.stop();
    }
  });

  it('below the path of the address', async () => {
    const { url, requests } = prometheus.api;
    const source = prometheus.source({ address: `${url}/metrics-of/eu/` });
    await expect(observe(source)).rejects.toThrow(MisconfiguredError);
    expect(requests[0].path).toMatch(/^\/metrics-of\/eu\/api\/v1\/query\?/);
  });
});

describe('a problem of Prometheus', () => {
  it.each([
    ['denies', PermissionDeniedError],
    ['redirects', MisconfiguredError],
    ['limits', UnavailableError],
    ['unreachable', UnavailableError],
    ['babbles', UnavailableError],
  ] as const)('that %s is told in words of our own', async (manner, kind) => {
    prometheus.api.setManner('GET /api/v1/query', manner);
    const problem = await observe().catch(error => error);
    expect(problem).toBeInstanceOf(kind);
    expect(problem.message).toContain('Prometheus');
    expect(`${problem.message} ${problem.fix}`).not.toContain(TOKEN);
    expect(prometheus.api.requests).toHaveLength(1);
  });

  it('that is a limit is not made worse by asking on', async () => {
    const source = prometheus.source();
    prometheus.api.setManner('GET /api/v1/query', 'slows');
    for (let turn = 0; turn < 3; turn += 1)
      await expect(observe(source)).rejects.toThrow(UnavailableError);
    expect(prometheus.api.requests).toHaveLength(1);
  });

  it('of a credential names the keys', async () => {
    const source = prometheus.source({ token: 'another-token' });
    await expect(observe(source)).rejects.toMatchObject({
      name: 'PermissionDeniedError',
      fix: expect.stringContaining('secretRotation.health.errors'),
    });
  });
});
