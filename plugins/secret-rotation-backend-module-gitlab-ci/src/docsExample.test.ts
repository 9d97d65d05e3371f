import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '@backstage/types';
import { parse } from 'yaml';
import {
  consumerOf,
  NEW,
  PROJECT,
  TestGitLab,
} from './__testUtils__/TestGitLab';

jest.setTimeout(60_000);

const DOCS = join(__dirname, '../../../docs/integrations/gitlab-ci.md');

interface Shown {
  secretRotation: { consumers: { gitlab: JsonObject } };
  metadata: { annotations: Record<string, string> };
}

let world: TestGitLab;
beforeEach(async () => {
  world = await TestGitLab.start();
});
afterEach(() => world.stop());

it('delivers with the entry and the annotation that the page shows', async () => {
  const text = await readFile(DOCS, 'utf8');
  const [config, entity]: Shown[] = [
    ...text.matchAll(/^```yaml\n(.*?)^```/gms),
  ].map(([, block]) => parse(block));
  const { annotations } = entity.metadata;
  expect(annotations['keyturn.dev/consumer']).toBe('gitlab');
  const adapter = world.adapter({
    ...config.secretRotation.consumers.gitlab,
    token: world.api.token,
  });
  const consumer = { ...consumerOf(), annotations };
  await world.deliver(adapter, NEW, undefined, consumer);
  world.pass();
  world.api.addJob(PROJECT, { name: 'deploy', ref: 'main', status: 'success' });
  const seen = await world.observe(adapter);
  expect(
    seen.map(({ id, strength, version }) => [id, strength, version]),
  ).toEqual([[`${PROJECT} production DB_PASSWORD`, 'claimed', NEW]]);
});
