import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '@backstage/types';
import type { ClusterSource } from '@keyturn/dev-peers';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { NEW, OLD } from './__testUtils__/logins';
import { TestCluster } from './__testUtils__/TestCluster';
import { withClusters } from './__testUtils__/withClusters';

jest.setTimeout(300_000);

const DOCS = join(__dirname, '../../../docs/integrations/kubernetes.md');
const ROLE = join(__dirname, '../rbac/external-secrets.yaml');

interface Shown {
  kubernetes: { clusterLocatorMethods: Array<{ clusters: object[] }> };
  secretRotation: { consumers: { kubernetes: JsonObject } };
}

interface Rule {
  resources: string[];
  verbs: string[];
}

interface Manifest {
  kind: string;
  metadata: { name: string; namespace: string };
  rules?: Rule[];
}

async function readManifests(): Promise<Manifest[]> {
  const documents = parseAllDocuments(await readFile(ROLE, 'utf8'));
  return documents.map(document => document.toJS());
}

/** The entry that the page shows. */
async function readEntry(): Promise<JsonObject> {
  const text = await readFile(DOCS, 'utf8');
  const blocks = [...text.matchAll(/^```yaml\n(.*?)^```/gms)];
  const shown: Shown = parse(blocks[0][1]);
  expect(shown.kubernetes.clusterLocatorMethods[0].clusters).toEqual([
    expect.objectContaining({ name: 'prod', authProvider: 'serviceAccount' }),
  ]);
  return shown.secretRotation.consumers.kubernetes;
}

/** The manifests of another account that lacks one right, as `patch deployments`. */
function without(manifests: readonly Manifest[], right: string): string {
  const [verb, resource] = right.split(' ');
  const lesser = manifests.map(manifest => ({
    ...manifest,
    rules: manifest.rules
      ?.flatMap(rule =>
        rule.resources.map(each => ({
          ...rule,
          resources: [each],
          verbs: rule.verbs.filter(it => each !== resource || it !== verb),
        })),
      )
      .filter(({ verbs }) => verbs.length > 0),
  }));
  const name = `without-${verb}-${resource}`;
  return textOf(lesser).replaceAll('name: keyturn\n', `name: ${name}\n`);
}

function textOf(manifests: readonly Manifest[]): string {
  return manifests.map(each => stringify(each)).join('---\n');
}

/** A world of every kind of workload, in the namespace that the page and the Role name. */
async function openWorld(source: ClusterSource): Promise<TestCluster> {
  const world = await TestCluster.open(source, 'payments');
  await world.keep();
  for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet'] as const)
    await world.run(kind, { name: kind.toLowerCase() });
  return world;
}

withClusters(source => {
  let world: TestCluster;
  beforeAll(async () => {
    world = await openWorld(source);
  });
  afterAll(() => world.stop());

  it('rotates with the entry that the page shows and the Role that it names, and uses every right of it', async () => {
    const manifests = await readManifests();
    const adapter = world.adapter({
      ...(await readEntry()),
      tokens: { prod: await world.cluster.addToken(textOf(manifests)) },
      timeout: { seconds: 30 },
    });
    expect(await world.attested(adapter)).toBe(OLD);
    await world.promote();
    // One conflict, so that it reads again.
    world.cluster.forestall(1);
    await world.deliver(adapter);
    await world.reload(adapter);
    await world.untilAttested(NEW, adapter);

    const used = new Set(
      world.cluster.requests.map(({ method, url }) => {
        const [, plural, name] =
          /\/namespaces\/payments\/([^/?]+)(\/[^?]+)?/.exec(url) ?? [];
        const reads = name === undefined ? 'list' : 'get';
        const looks = url.includes('watch=true') ? 'watch' : reads;
        return `${method === 'PATCH' ? 'patch' : looks} ${plural}`;
      }),
    );
    const granted = manifests
      .flatMap(({ rules = [] }) => rules)
      .flatMap(({ verbs, resources }) =>
        resources.flatMap(resource => verbs.map(verb => `${verb} ${resource}`)),
      );
    // What this world has: no CronJobs, and a conflict on one kind alone.
    const needed = granted.filter(
      right => !/jobs$|^get (?!secrets)/.test(right),
    );
    expect(needed.filter(right => !used.has(right))).toEqual([]);
  });

  // In the order in which they are needed: what is delivered stays so.
  it.each([
    'list externalsecrets',
    'get secrets',
    'patch externalsecrets',
    'watch secrets',
    'list deployments',
    'patch deployments',
    'patch statefulsets',
    'patch daemonsets',
    'list pods',
  ])(
    'is led back no further than it may without the right to %s, and says so',
    async right => {
      const manifest = without(await readManifests(), right);
      const adapter = world.adapter({
        ...(await readEntry()),
        tokens: { prod: await world.cluster.addToken(manifest) },
        timeout: { seconds: 30 },
      });
      await world.promote(OLD);
      const steps = async () => {
        await world.deliver(adapter, OLD);
        await world.reload(adapter, OLD);
        const instances = await world.observe(adapter);
        return instances.map(each => each.finding);
      };
      // What may not be looked at is a finding, what may not be done an error.
      const refusal = await steps().catch(error => [error.name]);
      expect(refusal).toEqual([
        right === 'list pods' ? 'permission-denied' : 'PermissionDeniedError',
      ]);
    },
  );
});
