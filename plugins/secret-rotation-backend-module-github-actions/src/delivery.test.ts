import {
  FencedError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  consumerOf,
  NEW,
  OLD,
  PATH,
  REPOSITORY,
  TestGitHub,
  VALUES,
} from './__testUtils__/TestGitHub';

jest.setTimeout(60_000);

const PUT = `PUT /repos/${REPOSITORY}/actions/secrets/DB_PASSWORD`;

let world: TestGitHub;
beforeEach(async () => {
  world = await TestGitHub.start();
});
afterEach(() => world.stop());

const held = (scope = REPOSITORY) => world.api.secret(scope, 'DB_PASSWORD');
const puts = () => world.writes().filter(each => each === PUT).length;
const textOf = (version: typeof NEW) => VALUES.get(version)?.reveal('password');

it('brings the secret field, sealed: no request shows it', async () => {
  await world.deliver(world.adapter());
  expect(held()).toBe(textOf(NEW));
  expect(JSON.stringify(world.api.requests)).not.toContain(textOf(NEW));
});

it("writes with the entry's own token where it has one, and not with the portal's", async () => {
  const { token } = world.api;
  await world.deliver(world.adapter({ token }, 'a-token-that-only-reads'));
  expect(held()).toBe(textOf(NEW));
});

it('brings it to the repository, the environment and the organization that the operator named, whose audience stays', async () => {
  world.api.setSecret('acme', 'DB_PASSWORD', 'made by an owner');
  const name = 'DB_PASSWORD';
  const paths = [PATH];
  await world.deliver(
    world.adapter({
      secrets: [
        { paths, name },
        { paths, name, environment: 'production' },
        { paths, name, organization: 'acme' },
        { paths, name, organization: 'other' },
        { paths: ['other/*'], name: 'OTHER' },
      ],
    }),
  );
  for (const scope of [REPOSITORY, `${REPOSITORY}/production`, 'acme'])
    expect(held(scope)).toBe(textOf(NEW));
  const toOrganization = world.api.requests.filter(
    ({ method, path }) => method !== 'GET' && path.startsWith('/orgs/acme'),
  );
  expect(toOrganization.map(({ body }) => body)).toEqual([
    expect.objectContaining({ visibility: 'private' }),
    expect.objectContaining({ visibility: 'private' }),
    expect.not.objectContaining({ visibility: 'all' }),
  ]);
  expect(held('other')).toBeUndefined();
});

describe.each(['unreachable', 'cuts'] as const)(
  'goes on where it was cut, when the provider is %s',
  manner => {
    it.each([
      ['at the first mark', 'POST', false],
      ['at the value', 'PUT', false],
      ['at the last mark', 'PATCH', false],
      ['at the first mark of the next version', 'PATCH', true],
      ['at the value of the next version', 'PUT', true],
    ])('%s', async (_where, method, isNext) => {
      const adapter = world.adapter();
      if (isNext) await world.deliver(adapter, OLD);
      world.pass();
      const step = `${method} /repos/${REPOSITORY}/actions/`;
      world.api.setManner(step, manner);
      await expect(world.deliver(adapter, NEW)).rejects.toThrow(
        UnavailableError,
      );
      world.api.setManner(step, 'answers');
      world.pass();
      await world.deliver(adapter, NEW, { run: 7, epoch: 2 });
      expect(held()).toBe(textOf(NEW));
      const before = world.writes().length;
      await world.deliver(adapter, NEW, { run: 7, epoch: 2 });
      expect(world.writes().slice(before)).toEqual([]);
      expect(await world.observe(adapter)).toEqual([
        expect.objectContaining({ strength: 'claimed', version: NEW }),
      ]);
    });
  },
);

it('does not write again what is there, and writes again what somebody changed', async () => {
  const adapter = world.adapter();
  await world.deliver(adapter);
  await world.deliver(adapter);
  expect(puts()).toBe(1);
  world.pass();
  world.api.setSecret(REPOSITORY, 'DB_PASSWORD', 'by hand');
  await world.deliver(adapter);
  expect(puts()).toBe(2);
  expect(held()).toBe(textOf(NEW));
});

it('a late worker whose write comes after that of its successor does not finish, and is seen', async () => {
  const adapter = world.adapter();
  await world.deliver(adapter, OLD, { run: 6, epoch: 1 });
  world.pass();
  const successor = new Promise<void>((done, fail) => {
    let hasCome = false;
    world.hear(({ method }) => {
      if (method !== 'PUT' || hasCome) return;
      hasCome = true;
      // Everything of the successor happens while GitHub holds the late worker's request.
      world.api.hold(
        world
          .deliver(adapter, NEW, { run: 7, epoch: 2 })
          .then(() => world.pass())
          .then(done, fail),
      );
    });
  });
  await expect(
    world.deliver(adapter, OLD, { run: 7, epoch: 1 }),
  ).resolves.toBeUndefined(); // OLD is there already: it has nothing to write
  const late = world.deliver(adapter, NEW, { run: 7, epoch: 1 });
  await expect(late).rejects.toThrow(FencedError);
  await successor;
  expect(await world.observe(adapter)).toEqual([
    expect.objectContaining({ strength: 'none', finding: 'stale-cache' }),
  ]);
});

it('a limit is respected: nothing is asked before its time, by this worker or the next', async () => {
  let now = Date.parse('2026-03-01T12:00:00Z');
  const adapter = world.adapter({}, undefined, () => new Date(now));
  world.api.setManner('GET /repos', 'limits');
  const first = await world.deliver(adapter).catch(error => error);
  expect(first).toBeInstanceOf(UnavailableError);
  expect(first.retryAfterMs).toBe(90_000);
  world.api.setManner('GET /repos', 'slows');
  const asked = world.api.requests.length;
  now += 60_000;
  await expect(world.deliver(adapter)).rejects.toThrow(UnavailableError);
  expect(world.api.requests).toHaveLength(asked);
  now += 60_000;
  await expect(world.deliver(adapter)).rejects.toMatchObject({
    retryAfterMs: 30_000,
  });
  expect(world.api.requests).toHaveLength(asked + 1);
  world.api.setManner('GET /repos', 'answers');
  now += 30_000;
  await world.deliver(adapter);
  expect(held()).toBe(textOf(NEW));
});

it('tells nobody anything to load it: the next run reads it', async () => {
  const told = await world
    .adapter()
    .reload(
      { consumer: consumerOf(), path: PATH, version: NEW },
      { signal: new AbortController().signal, fence: { run: 7, epoch: 1 } },
    );
  expect(told).toEqual({ told: 1 });
  expect(world.api.requests).toEqual([]);
});
