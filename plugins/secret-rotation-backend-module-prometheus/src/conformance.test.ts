import { describeHealthSource } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import {
  consumerOf,
  queryOf,
  TestPrometheus,
  TOKEN,
} from './__testUtils__/TestPrometheus';

jest.setTimeout(60_000);

describeHealthSource('PrometheusHealthSource', async () => {
  const { api, ...world } = await begin();
  return {
    ...world,
    consumers: [consumerOf('checkout'), consumerOf('ledger')] as const,
    credentials: [TOKEN],
    setHealth: ({ name }, health) =>
      api.setNumber(queryOf(name), health === 'healthy' ? '0.001' : '0.5'),
    setManner: manner => api.setManner('GET /api/v1/query', manner),
    requests: () => api.requests.length,
    writes: () => api.requests.filter(({ method }) => method !== 'GET').length,
  };
});

async function begin() {
  const prometheus = await TestPrometheus.start();
  return {
    api: prometheus.api,
    source: prometheus.source(),
    close: () => prometheus.stop(),
  };
}
