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
import {
  consumerOf,
  GROUP,
  NAME,
  PROJECT,
  TestGitLab,
  VARIABLES,
} from './__testUtils__/TestGitLab';
import { parseDescription } from './variables/description';

jest.setTimeout(60_000);

const NO_PROOF = 'GitLab shows what a variable holds, no job what it read';

const MANNERS = {
  answers: 'answers',
  unreachable: 'unreachable',
  hangs: 'hangs',
  denies: 'denies',
  babbles: 'babbles',
  floods: 'floods',
} as const satisfies Record<InstanceManner, string>;

const HOLDERS = [
  {
    holder: PROJECT,
    variables: VARIABLES,
    environment: 'production',
    id: `${PROJECT} production ${NAME}`,
    rule: {
      environment: 'production',
      attest: { job: 'deploy', branch: 'main' },
    },
  },
  {
    holder: GROUP,
    variables: '/api/v4/groups/acme%2Fshop/variables',
    environment: '*',
    id: `${GROUP} ${NAME}_OF_ALL`,
    rule: {
      group: GROUP,
      name: `${NAME}_OF_ALL`,
      attest: { job: 'release', branch: 'main' },
    },
  },
];

describe.each([
  ['shows', false],
  ['hides', true],
])('where GitLab %s the values', (_how, hidden) => {
  describeConsumerAdapter(
    'The adapter of GitLab CI/CD',
    async () => {
      const world = await TestGitLab.start();
      return {
        adapter: world.adapter({
          timeout: { seconds: 8 },
          variables: HOLDERS.map(({ rule }) => ({
            paths: ['**'],
            name: NAME,
            field: 'password',
            hidden,
            ...rule,
          })),
        }),
        consumer: consumerOf(),
        instances: HOLDERS.map(each => instanceAt(world, each, hidden)),
        close: () => world.stop(),
      };
    },
    { delivers: true, exempt: { proves: NO_PROOF } },
  );
});

function instanceAt(
  world: TestGitLab,
  { holder, variables, environment, id, rule }: (typeof HOLDERS)[number],
  hidden: boolean,
): ConformanceInstance {
  const { api } = world;
  const { name = NAME, attest } = rule;
  let health: 'healthy' | 'ill' = 'healthy';
  const run = () => {
    world.pass();
    const status = health === 'healthy' ? 'success' : 'failed';
    api.addJob(PROJECT, { name: attest.job, ref: attest.branch, status });
  };
  const brought: string[] = [];
  world.hear(({ method, path, body }) => {
    if (method === 'GET' || !path.startsWith(variables)) return;
    const { mark } = parseDescription(String(Object(body).description));
    // The second write of a delivery, and one that only names a newer worker, bring nothing.
    if (mark && mark.since === undefined) brought.push(mark.version);
  });
  return {
    id: instanceId(id),
    setUse({ path, version, value }) {
      world.pass();
      api.setVariable(holder, {
        key: name,
        environment_scope: environment,
        value: value.reveal('password'),
        masked: true,
        protected: true,
        raw: true,
        hidden,
        description: formatDeliveryMark({
          path: pathDigest(path),
          version,
          fence: { run: 1, epoch: 1 },
          since: new Date(world.at),
        }),
      });
      run();
    },
    setManner(manner) {
      for (const method of ['GET', 'PUT'])
        api.setManner(`${method} ${variables}/${name}?`, MANNERS[manner]);
    },
    setHealth(to) {
      health = to;
      run();
    },
    restarts: version => brought.filter(each => each === version).length,
    writes: () =>
      world.writes().filter(({ path }) => path.startsWith(variables)).length,
  };
}
