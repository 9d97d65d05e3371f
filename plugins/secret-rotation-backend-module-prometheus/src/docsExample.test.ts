import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '@backstage/types';
import { parse } from 'yaml';
import {
  consumerOf,
  TestPrometheus,
  TOKEN,
} from './__testUtils__/TestPrometheus';

jest.setTimeout(60_000);

const DOCS = join(__dirname, '../../../docs/integrations/prometheus.md');

interface Shown {
  secretRotation: {
    health: Record<string, JsonObject & { query: string }>;
    consumers: { http: { healthSource: string } };
  };
}

it('asks with the entry that the page shows and the consumer entry names', async () => {
  const text = await readFile(DOCS, 'utf8');
  const [, block = ''] = /^```yaml\n(.*?)^```/ms.exec(text) ?? [];
  const { health, consumers }: Shown['secretRotation'] = (parse(block) as Shown)
    .secretRotation;
  const shown = health[consumers.http.healthSource];
  const prometheus = await TestPrometheus.start();
  try {
    const source = prometheus.source({
      ...shown,
      address: prometheus.api.url,
      token: TOKEN,
    });
    const asked = shown.query.replaceAll('{name}', 'checkout');
    const seen = [];
    for (const number of ['0.001', '0.02']) {
      prometheus.api.setNumber(asked, number);
      const { signal } = new AbortController();
      seen.push(
        await source.observe({ consumer: consumerOf('checkout') }, { signal }),
      );
    }
    expect(seen).toEqual([{ health: 'healthy' }, { health: 'ill' }]);
  } finally {
    await prometheus.stop();
  }
});
