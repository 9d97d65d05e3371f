import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '@backstage/types';
import { parse } from 'yaml';
import { consumerOf, NEW, TestGitHub } from './__testUtils__/TestGitHub';

jest.setTimeout(60_000);

const DOCS = join(__dirname, '../../../docs/integrations/github-actions.md');

interface Shown {
  secretRotation: { consumers: { actions: JsonObject } };
  metadata: { annotations: Record<string, string> };
}

let world: TestGitHub;
beforeEach(async () => {
  world = await TestGitHub.start();
});
afterEach(() => world.stop());

it('delivers with the entry and the annotation that the page shows', async () => {
  const text = await readFile(DOCS, 'utf8');
  const [config, entity]: Shown[] = [
    ...text.matchAll(/^```yaml\n(.*?)^```/gms),
  ].map(([, block]) => parse(block));
  const { annotations } = entity.metadata;
  expect(annotations['keyturn.dev/consumer']).toBe('actions');
  const adapter = world.adapter({
    ...config.secretRotation.consumers.actions,
    token: world.api.token,
  });
  const consumer = { ...consumerOf(), annotations };
  await world.deliver(adapter, NEW, undefined, consumer);
  world.pass();
  world.api.addRun('acme/checkout', {
    workflow: 'deploy.yml',
    branch: 'main',
    conclusion: 'success',
  });
  const seen = await world.observe(adapter);
  expect(
    seen.map(({ id, strength, version }) => [id, strength, version]),
  ).toEqual([
    ['acme/checkout DB_PASSWORD', 'claimed', NEW],
    ['acme/checkout production DB_PASSWORD', 'claimed', NEW],
  ]);
});
