import {
  FencedError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  consumerOf,
  GROUP,
  NAME,
  NEW,
  OLD,
  PATH,
  PROJECT,
  TestGitLab,
  VALUES,
  VARIABLES,
} from './__testUtils__/TestGitLab';

jest.setTimeout(60_000);

let world: TestGitLab;
beforeEach(async () => {
  world = await TestGitLab.start();
});
afterEach(() => world.stop());

const textOf = (version: typeof NEW) => VALUES.get(version)?.reveal('password');

it('creates a variable that is masked, protected and raw', async () => {
  await world.deliver(world.adapter());
  expect(world.held()).toMatchObject({
    value: textOf(NEW),
    masked: true,
    hidden: false,
    protected: true,
    raw: true,
    variable_type: 'env_var',
  });
});

it('creates it as the operator says', async () => {
  await world.deliver(
    world.withRule({ hidden: true, protected: false, type: 'file' }),
  );
  expect(world.held()).toMatchObject({
    value: textOf(NEW),
    masked: true,
    hidden: true,
    protected: false,
    variable_type: 'file',
  });
});

it('leaves as it is what the operator does not say, and the words of people', async () => {
  world.api.setVariable(PROJECT, {
    key: NAME,
    value: 'by hand',
    protected: false,
    variable_type: 'file',
    description: 'Ask the payments team',
  });
  await world.deliver(world.adapter());
  await world.deliver(world.adapter(), OLD, { run: 8, epoch: 1 });
  expect(world.held()).toMatchObject({
    value: textOf(OLD),
    masked: true,
    protected: false,
    variable_type: 'file',
    raw: true,
    description: expect.stringMatching(/^Ask the payments team \{"keyturn":1,/),
  });
});

it('keeps a hidden variable hidden', async () => {
  world.api.setVariable(PROJECT, {
    key: NAME,
    value: 'by-hand-1',
    masked: true,
    hidden: true,
  });
  await world.deliver(world.withRule({ masked: false }));
  expect(world.held()).toMatchObject({
    value: textOf(NEW),
    hidden: true,
    masked: true,
  });
});

it('brings it to the scope and the group that the operator named, and to no other', async () => {
  const paths = [PATH];
  for (const environment_scope of ['*', 'staging'])
    world.api.setVariable(PROJECT, {
      key: NAME,
      value: 'x',
      environment_scope,
    });
  world.api.addGroup('other');
  await world.deliver(
    world.adapter({
      variables: [
        { paths, name: NAME, environment: 'production' },
        { paths, name: 'OF_ALL', group: GROUP },
        { paths, name: 'OF_ALL', group: 'other' },
        { paths: ['other/*'], name: 'OTHER' },
      ],
    }),
  );
  expect(world.held('production')?.value).toBe(textOf(NEW));
  expect(world.held('staging')?.value).toBe('x');
  expect(world.held('*')?.value).toBe('x');
  expect(world.api.variable(GROUP, 'OF_ALL')?.value).toBe(textOf(NEW));
  expect(world.api.variable('other', 'OF_ALL')).toBeUndefined();
  expect(world.api.variable(PROJECT, 'OTHER')).toBeUndefined();
});

it("writes with the entry's own token where it has one, and not with the portal's", async () => {
  const { token } = world.api;
  await world.deliver(world.adapter({ token }, 'a-token-that-only-reads'));
  expect(world.held()?.value).toBe(textOf(NEW));
});

describe.each(['unreachable', 'cuts'] as const)(
  'goes on where it was cut, when the provider is %s',
  manner => {
    it.each([
      ['a new variable', 'POST', false],
      ['the time of a new variable', 'PUT', false],
      ['the next version', 'PUT', true],
    ])('at %s', async (_where, method, isNext) => {
      const adapter = world.adapter();
      if (isNext) await world.deliver(adapter, OLD);
      world.pass();
      const step = `${method} ${VARIABLES}`;
      world.api.setManner(step, manner);
      await expect(world.deliver(adapter, NEW)).rejects.toThrow(
        UnavailableError,
      );
      world.api.setManner(step, 'answers');
      world.pass();
      await world.deliver(adapter, NEW, { run: 7, epoch: 2 });
      expect(world.held()?.value).toBe(textOf(NEW));
      const before = world.writes().length;
      await world.deliver(adapter, NEW, { run: 7, epoch: 2 });
      expect(world.writes()).toHaveLength(before);
      expect(await world.observe(adapter)).toEqual([
        expect.objectContaining({ strength: 'claimed', version: NEW }),
      ]);
    });
  },
);

it.each([
  ['the value', { value: 'by hand' }],
  ['the mask', { masked: false }],
  ['the expansion', { raw: false }],
])('writes again when somebody changed %s', async (_what, changed) => {
  const adapter = world.adapter();
  await world.deliver(adapter);
  const before = world.writes().length;
  await world.deliver(adapter);
  expect(world.writes()).toHaveLength(before);
  world.api.setVariable(PROJECT, { key: NAME, ...changed });
  await world.deliver(adapter);
  expect(world.held()).toMatchObject({
    value: textOf(NEW),
    masked: true,
    raw: true,
  });
});

it('a worker whose successor wrote while its own request was under way does not finish', async () => {
  const adapter = world.adapter();
  await world.deliver(adapter, OLD, { run: 6, epoch: 1 });
  world.pass();
  let isOvertaken = false;
  const successor = new Promise<void>((done, fail) => {
    world.hear(({ method }) => {
      const isDone = world.held()?.value === textOf(NEW);
      if (isOvertaken || method !== 'GET' || !isDone) return;
      isOvertaken = true;
      // GitLab did what the late worker asked; its successor does everything before the late one reads again.
      world.api.hold(
        world.deliver(adapter, OLD, { run: 8, epoch: 1 }).then(done, fail),
      );
    });
  });
  await expect(
    world.deliver(adapter, NEW, { run: 7, epoch: 1 }),
  ).rejects.toThrow(FencedError);
  await successor;
  expect(world.held()?.value).toBe(textOf(OLD));
});

it('a limit is respected: nothing is asked before its time', async () => {
  let now = Date.parse('2026-03-01T12:00:00Z');
  const adapter = world.adapter({}, undefined, () => new Date(now));
  world.api.setManner('GET ', 'limits');
  await expect(world.deliver(adapter)).rejects.toMatchObject({
    name: 'UnavailableError',
    retryAfterMs: 90_000,
  });
  world.api.setManner('GET ', 'answers');
  const asked = world.api.requests.length;
  now += 89_000;
  await expect(world.deliver(adapter)).rejects.toThrow(UnavailableError);
  expect(world.api.requests).toHaveLength(asked);
  now += 1_000;
  await world.deliver(adapter);
  expect(world.held()?.value).toBe(textOf(NEW));
});

it('tells nobody anything to load it: the next job reads it', async () => {
  const told = await world
    .adapter()
    .reload(
      { consumer: consumerOf(), path: PATH, version: NEW },
      { signal: new AbortController().signal, fence: { run: 7, epoch: 1 } },
    );
  expect(told).toEqual({ told: 1 });
  expect(world.api.requests).toEqual([]);
});
