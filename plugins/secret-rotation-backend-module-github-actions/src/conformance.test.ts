import {
  formatDeliveryMark,
  instanceId,
  pathDigest,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  describeConsumerAdapter,
  type ConformanceInstance,
  type InstanceManner,
} from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { consumerOf, REPOSITORY, TestGitHub } from './__testUtils__/TestGitHub';

jest.setTimeout(60_000);

const NO_PROOF =
  'GitHub shows no value of a secret, and a run proves none: it claims';

const SCOPES = [
  {
    scope: REPOSITORY,
    base: `/repos/${REPOSITORY}/actions`,
    id: `${REPOSITORY} DB_PASSWORD`,
    rule: { attest: { workflow: 'deploy.yml' } },
  },
  {
    scope: `${REPOSITORY}/production`,
    base: `/repos/${REPOSITORY}/environments/production`,
    id: `${REPOSITORY} production DB_PASSWORD`,
    rule: { environment: 'production', attest: { workflow: 'release.yml' } },
  },
];

const MANNERS = {
  answers: 'answers',
  unreachable: 'unreachable',
  hangs: 'hangs',
  denies: 'denies',
  babbles: 'babbles',
  floods: 'floods',
} as const satisfies Record<InstanceManner, string>;

describeConsumerAdapter(
  'The adapter of GitHub Actions',
  async () => {
    const world = await TestGitHub.start();
    return {
      adapter: world.adapter({
        timeout: { seconds: 8 },
        secrets: SCOPES.map(({ rule }) => ({
          ...rule,
          paths: ['**'],
          name: 'DB_PASSWORD',
          field: 'password',
        })),
      }),
      consumer: consumerOf(),
      instances: SCOPES.map(each => instanceAt(world, each)),
      close: () => world.stop(),
    };
  },
  { delivers: true, exempt: { proves: NO_PROOF } },
);

function instanceAt(
  world: TestGitHub,
  { scope, base, id, rule }: (typeof SCOPES)[number],
): ConformanceInstance {
  const { api } = world;
  const { workflow } = rule.attest;
  let health: 'healthy' | 'ill' = 'healthy';
  const run = () => {
    world.pass();
    const conclusion = health === 'healthy' ? 'success' : 'failure';
    api.addRun(REPOSITORY, { workflow, branch: 'main', conclusion });
  };
  const brought: string[] = [];
  // What is written is only known afterwards: each request looks at the one before.
  const note = () => {
    const mark = api.variable(scope, 'DB_PASSWORD_KEYTURN') ?? '{}';
    return String(JSON.parse(mark).version);
  };
  world.hear(({ method, path }) => {
    if (method === 'PUT' && path === `${base}/secrets/DB_PASSWORD`)
      brought.push(note());
  });
  return {
    id: instanceId(id),
    setUse({ path, version, value }) {
      world.pass();
      api.setSecret(scope, 'DB_PASSWORD', value.reveal('password'));
      api.setVariable(
        scope,
        'DB_PASSWORD_KEYTURN',
        formatDeliveryMark({
          path: pathDigest(path),
          version,
          fence: { run: 1, epoch: 1 },
          since: api.updatedAt(scope, 'DB_PASSWORD'),
        }),
      );
      run();
    },
    setManner(manner) {
      for (const method of ['GET', 'PUT', 'POST', 'PATCH'])
        for (const kind of ['secrets', 'variables'])
          api.setManner(`${method} ${base}/${kind}`, MANNERS[manner]);
    },
    setHealth(to) {
      health = to;
      run();
    },
    restarts: version => brought.filter(each => each === version).length,
    writes: () => world.writes().filter(each => each.includes(base)).length,
  };
}
