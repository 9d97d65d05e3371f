import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '@backstage/types';
import { parse } from 'yaml';
import { CHECKOUT, NEW, TestFunctions } from './__testUtils__/TestFunctions';

const DOCS = join(__dirname, '../../../docs/integrations/aws-lambda.md');

interface Shown {
  secretRotation: { consumers: { lambda: JsonObject } };
  metadata: { annotations: Record<string, string> };
}

let world: TestFunctions;
beforeEach(async () => {
  world = await TestFunctions.start();
});
afterEach(() => world.stop());

it('rotates with the entry and the annotation that the page shows', async () => {
  const text = await readFile(DOCS, 'utf8');
  const [config, entity]: Shown[] = [
    ...text.matchAll(/^```yaml\n(.*?)^```/gms),
  ].map(([, block]) => parse(block));
  const { annotations } = entity.metadata;
  expect(annotations['keyturn.dev/consumer']).toBe('lambda');
  const adapter = world.adapter({
    functions: undefined,
    ...config.secretRotation.consumers.lambda,
  });
  for (const name of ['payments-checkout', 'payments-refunds'])
    world.release(name);
  world.current = NEW;
  const consumer = { ...CHECKOUT, annotations };
  expect(await world.reload(adapter, NEW, consumer)).toEqual({ told: 2 });
  world.drain();
  const seen = await world.observe(adapter, consumer);
  expect(
    seen.map(({ id, strength, version }) => [id, strength, version]),
  ).toEqual([
    ['payments-checkout:live', 'claimed', NEW],
    ['payments-refunds:live', 'claimed', NEW],
  ]);
});
