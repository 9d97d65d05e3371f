import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '@backstage/types';
import { parse, parseAllDocuments } from 'yaml';
import { NEW, OLD, TestCluster } from './__testUtils__/TestCluster';

jest.setTimeout(60_000);

const DOCS = join(__dirname, '../../../docs/integrations/kubernetes.md');
const ROLE = join(__dirname, '../rbac/external-secrets.yaml');

interface Shown {
  kubernetes: { clusterLocatorMethods: Array<{ clusters: object[] }> };
  secretRotation: { consumers: { kubernetes: JsonObject } };
}

let world: TestCluster;
beforeEach(async () => {
  world = await TestCluster.start();
});
afterEach(() => world.stop());

it('rotates with the entry that the page shows and the Role that it names, and needs every right of it', async () => {
  const text = await readFile(DOCS, 'utf8');
  const blocks = [...text.matchAll(/^```yaml\n(.*?)^```/gms)];
  const shown: Shown = parse(blocks[0][1]);
  expect(shown.kubernetes.clusterLocatorMethods[0].clusters).toEqual([
    expect.objectContaining({ name: 'prod', authProvider: 'serviceAccount' }),
  ]);
  const manifest = await readFile(ROLE, 'utf8');
  const adapter = world.adapter({
    ...shown.secretRotation.consumers.kubernetes,
    tokens: { prod: world.api.addToken(manifest) },
    timeout: { seconds: 10 },
  });

  await world.keep();
  for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet'] as const)
    await world.run(kind, { name: kind.toLowerCase() });
  expect(await world.attested(adapter)).toBe(OLD);
  world.promote();
  // One conflict, so that it reads again.
  world.api.trouble.conflicts = 1;
  await world.deliver(adapter);
  await world.reload(adapter);
  await world.api.settle();
  expect(await world.attested(adapter)).toBe(NEW);

  const rules = parseAllDocuments(manifest)
    .map(document => document.toJS())
    .flatMap(({ rules: list = [] }) => list);
  const used = new Set(
    world.api.requests.map(({ method, url }) => {
      const [, plural, name] =
        /\/namespaces\/payments\/([^/?]+)(\/[^?]+)?/.exec(url) ?? [];
      const reads = name === undefined ? 'list' : 'get';
      const looks = url.includes('watch=true') ? 'watch' : reads;
      return `${method === 'PATCH' ? 'patch' : looks} ${plural}`;
    }),
  );
  // What this world has: no CronJobs, and a conflict on one kind alone.
  const granted = rules.flatMap(({ verbs, resources }) =>
    resources.flatMap((resource: string) =>
      verbs.map((verb: string) => `${verb} ${resource}`),
    ),
  );
  const needed = granted.filter(right => !/jobs$|^get (?!secrets)/.test(right));
  expect(needed.filter(right => !used.has(right))).toEqual([]);
});
