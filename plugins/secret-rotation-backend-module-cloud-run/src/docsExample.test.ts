import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '@backstage/types';
import { parse } from 'yaml';
import {
  CHECKOUT,
  NEW,
  OLD,
  template,
  TestServices,
} from './__testUtils__/TestServices';

const DOCS = join(__dirname, '../../../docs/integrations/cloud-run.md');

interface Shown {
  secretRotation: { consumers: { run: JsonObject } };
  metadata: { annotations: Record<string, string> };
}

let world: TestServices;
beforeEach(async () => {
  world = await TestServices.start();
});
afterEach(() => world.stop());

it('rotates with the entry and the annotation that the page shows', async () => {
  const text = await readFile(DOCS, 'utf8');
  const [config, entity]: Shown[] = [
    ...text.matchAll(/^```yaml\n(.*?)^```/gms),
  ].map(([, block]) => parse(block));
  const { annotations } = entity.metadata;
  expect(annotations['keyturn.dev/consumer']).toBe('run');
  const adapter = world.adapter({
    services: undefined,
    ...config.secretRotation.consumers.run,
  });
  for (const name of ['payments-checkout', 'payments-refunds'])
    world.create(template(OLD), name);
  const consumer = { ...CHECKOUT, annotations };
  expect(await world.reload(adapter, NEW, consumer)).toEqual({ told: 2 });
  world.drain();
  const seen = await world.observe(adapter, consumer);
  expect(
    seen.map(({ id, strength, version }) => [id, strength, version]),
  ).toEqual([
    ['payments-checkout', 'claimed', NEW],
    ['payments-refunds', 'claimed', NEW],
  ]);
});
