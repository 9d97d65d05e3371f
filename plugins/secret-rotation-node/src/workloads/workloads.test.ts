import type { ConsumerEntity } from '../contracts/ConsumerAdapter';
import { storeVersionId } from '../contracts/SecretStore';
import { MisconfiguredError, UnavailableError } from '../errors';
import { SecretValue } from '../SecretValue';
import { WorkloadConsumerAdapter } from './WorkloadConsumerAdapter';
import { workloadNames } from './workloadNames';
import { WorkloadProblem } from './WorkloadProblem';
import type { WorkloadProvider } from './WorkloadProvider';

const PATH = 'payments/db-login';
const NEW = storeVersionId('42');
const CONSUMER: ConsumerEntity = {
  entityRef: 'component:default/checkout',
  name: 'checkout',
  namespace: 'default',
  labels: {},
};
const write = { fence: { run: 7, epoch: 1 } };

type Provider = WorkloadProvider<string[], 'told'>;

/** A cloud of two workloads that notes what it is asked. */
function cloudWith(more: Partial<Provider> = {}) {
  const asked: string[] = [];
  const refused = jest.fn();
  const provider: Provider = {
    effect: 'starts anew',
    source: 'The cloud',
    namesOf: () => ['a', 'b'],
    instanceOf: name => `${name}:live`,
    connect: () => asked,
    close: api => api.push('closed'),
    tell: async (api, name, { version }) => {
      api.push(`tell ${name} ${version}`);
      return 'told';
    },
    throwUnlessTold: refused,
    observe: async () => ({
      health: 'healthy',
      strength: 'claimed',
      version: NEW,
    }),
    ...more,
  };
  return { adapter: new WorkloadConsumerAdapter(provider), asked, refused };
}

const reload = (
  { adapter }: ReturnType<typeof cloudWith>,
  signal = new AbortController().signal,
) =>
  adapter.reload(
    { consumer: CONSUMER, path: PATH, version: NEW },
    { signal, ...write },
  );

const observe = ({ adapter }: ReturnType<typeof cloudWith>) =>
  adapter.observe(
    {
      consumer: CONSUMER,
      path: PATH,
      candidates: new Map([[NEW, SecretValue.text('a-password')]]),
    },
    new AbortController(),
  );

it('tells every workload, and gives the connection back', async () => {
  const cloud = cloudWith();
  expect(await reload(cloud)).toEqual({ told: 2 });
  expect(cloud.asked).toEqual(['tell a 42', 'tell b 42', 'closed']);
  expect(cloud.refused).toHaveBeenCalledWith(['told', 'told'], CONSUMER);
});

it('brings the others to their end when one fails, and lets the provider say why', async () => {
  const problem = new WorkloadProblem('absent', 'read');
  const cloud = cloudWith({
    tell: async (api, name) => {
      if (name === 'a') throw problem;
      await Promise.resolve();
      api.push(`told ${name}`);
      return 'told';
    },
  });
  await reload(cloud);
  expect(cloud.asked).toEqual(['told b', 'closed']);
  expect(cloud.refused).toHaveBeenCalledWith([problem, 'told'], CONSUMER);
});

it('throws what is no problem of the cloud on, and gives the connection back', async () => {
  const cloud = cloudWith({
    tell: () => Promise.reject(new MisconfiguredError('wrong', 'fix')),
  });
  await expect(reload(cloud)).rejects.toThrow(MisconfiguredError);
  expect(cloud.asked).toEqual(['closed']);
});

it('asks nobody when the time is over', async () => {
  const cloud = cloudWith();
  const over = AbortSignal.abort();
  await expect(reload(cloud, over)).rejects.toThrow(UnavailableError);
  expect(cloud.asked).toEqual([]);
});

it.each([
  ['forbidden', 'permission-denied'],
  ['absent', 'unreachable'],
  ['conflict', 'unreachable'],
  ['malformed', 'bad-format'],
  ['refused', 'bad-format'],
  ['silent', 'unreachable'],
] as const)(
  'finds of a workload whose cloud answers %s that it is %s, and shows the others',
  async (kind, finding) => {
    const shown = { health: 'healthy', strength: 'claimed' } as const;
    const cloud = cloudWith({
      observe: async (_api, name) => {
        if (name === 'a') throw new WorkloadProblem(kind, 'read');
        return shown;
      },
    });
    expect(await observe(cloud)).toEqual({
      instances: [
        { id: 'a:live', health: 'unknown', strength: 'none', finding },
        { id: 'b:live', ...shown },
      ],
      source: 'The cloud',
    });
  },
);

describe('the names of workloads', () => {
  const RULES = {
    key: 'secretRotation.consumers.cloud',
    noun: 'job',
    annotation: 'cloud.test/jobs',
    shape: /^[a-z-]{1,9}$/,
    fix: 'Write names',
    allow: [
      { namespaces: ['default'], names: ['pay-*'] },
      { namespaces: ['*'], names: ['shared'] },
    ],
  };
  const named = (text: string, namespace = 'default') => ({
    ...CONSUMER,
    namespace,
    annotations: { 'cloud.test/jobs': text },
  });

  it('are those of the annotation, sorted and once', () => {
    expect(workloadNames(named('shared, pay-b,pay-a,pay-b'), RULES)).toEqual([
      'pay-a',
      'pay-b',
      'shared',
    ]);
  });

  it('are those of the patterns, where the entry has any', () => {
    const rules = { ...RULES, patterns: ['pay-{name}'] };
    const consumer = { ...named('shared'), name: 'a' };
    expect(workloadNames(consumer, rules)).toEqual(['pay-a']);
  });

  it.each([
    ['', 'does not say which jobs are its own'],
    [
      Array(51)
        .fill('pay-')
        .map((p, i) => p + i)
        .join(),
      'does not say which',
    ],
    ['pay-a/b', "none of a job's name"],
    ['x-pay-a', '.allow does not let'],
    ['pay-a,other', '.allow does not let'],
  ])('are refused as %s', (text, message) => {
    expect(() => workloadNames(named(text), RULES)).toThrow(message);
  });

  it('are allowed by the namespace of the consumer', () => {
    expect(() => workloadNames(named('pay-a', 'other'), RULES)).toThrow(
      MisconfiguredError,
    );
    expect(workloadNames(named('shared', 'other'), RULES)).toEqual(['shared']);
  });
});
