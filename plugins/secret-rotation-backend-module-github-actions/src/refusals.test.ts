import { inspect } from 'node:util';
import {
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  consumerOf,
  NEW,
  PATH,
  REPOSITORY,
  TestGitHub,
  VALUES,
} from './__testUtils__/TestGitHub';

jest.setTimeout(60_000);

let world: TestGitHub;
beforeEach(async () => {
  world = await TestGitHub.start();
});
afterEach(() => world.stop());

const environment = { paths: [PATH], name: 'DB_PASSWORD', environment: 'gone' };
const organization = { ...environment, organization: 'acme' };

it.each<[string, (of: TestGitHub) => Promise<unknown>, unknown, RegExp]>([
  [
    'a missing permission',
    of => {
      of.api.setManner('PUT ', 'denies');
      return of.deliver(of.adapter());
    },
    PermissionDeniedError,
    /^The credential may not write acme\/checkout DB_PASSWORD$/,
  ],
  [
    'a token that GitHub does not know',
    of => of.deliver(of.adapter({}, 'another')),
    PermissionDeniedError,
    /^The credential may not write acme\/checkout/,
  ],
  [
    'an integration without a credential',
    of => of.deliver(of.adapter({}, null)),
    MisconfiguredError,
    /has no credential for acme\/checkout$/,
  ],
  [
    'a missing repository',
    of => of.deliver(of.adapter(), NEW, undefined, consumerOf('acme/gone')),
    MisconfiguredError,
    /^There is no repository acme\/gone, or the credential may not see it$/,
  ],
  [
    'an archived repository',
    of => {
      of.api.setRepository(REPOSITORY, { isArchived: true });
      return of.deliver(of.adapter());
    },
    MisconfiguredError,
    /is archived/,
  ],
  [
    'a renamed repository',
    of => {
      of.api.setRepository(REPOSITORY, { renamedTo: 'acme/till' });
      return of.deliver(of.adapter());
    },
    MisconfiguredError,
    /has another name now$/,
  ],
  [
    'a missing environment',
    of => of.deliver(of.adapter({ secrets: [environment] })),
    MisconfiguredError,
    /^The place of acme\/checkout gone DB_PASSWORD is not there/,
  ],
  [
    "an organization's secret that nobody made",
    of =>
      of.deliver(
        of.adapter({ secrets: [{ ...organization, environment: undefined }] }),
      ),
    MisconfiguredError,
    /^There is no secret acme DB_PASSWORD/,
  ],
  [
    'a secret that was removed by hand',
    async of => {
      await of.deliver(of.adapter());
      of.api.setSecret(REPOSITORY, 'DB_PASSWORD', undefined);
      return of.deliver(of.adapter());
    },
    MisconfiguredError,
    /was removed by hand$/,
  ],
  [
    'a secret that another path is delivered into',
    async of => {
      const value = VALUES.get(NEW);
      if (!value) throw new Error('The test has no value');
      await of.deliver(of.adapter());
      return of.adapter().deliver(
        {
          consumer: consumerOf(),
          path: 'payments/other',
          version: NEW,
          value,
        },
        { signal: AbortSignal.timeout(9_000), fence: { run: 9, epoch: 1 } },
      );
    },
    MisconfiguredError,
    /is delivered from another path of the store$/,
  ],
  [
    'a GitHub that is away',
    of => {
      of.api.setManner('GET /repos', 'unreachable');
      return of.deliver(of.adapter());
    },
    UnavailableError,
    /^GitHub gave no usable answer for acme\/checkout$/,
  ],
])('%s is one line of our own', async (_what, act, kind, message) => {
  const error = await act(world).then(
    () => undefined,
    thrown => thrown,
  );
  expect(error).toBeInstanceOf(kind);
  expect(error.message).toMatch(message);
  expect(`${error.message}${error.fix ?? ''}`).not.toContain('\n');
});

it.each([
  ['none', undefined, 'default'],
  ['one that is not listed', 'evil/checkout', 'default'],
  ['one that begins as a listed one', 'acme-evil/checkout', 'default'],
  ['one of another namespace', REPOSITORY, 'other'],
  ['a path', '../../orgs/acme', 'default'],
  ['a parent', 'acme/..', 'default'],
  ['an address', 'https://evil.test/acme/checkout', 'default'],
  ['a query', 'acme/checkout?x=', 'default'],
  ['an encoded slash', 'acme/checkout%2f..', 'default'],
])('a repository that is %s is never asked', async (_what, slug, namespace) => {
  const consumer = { ...consumerOf(slug ?? '', namespace) };
  const adapter = world.adapter();
  const context = { signal: AbortSignal.timeout(9_000) };
  await expect(
    world.deliver(adapter, NEW, undefined, consumer),
  ).rejects.toThrow(MisconfiguredError);
  await expect(
    adapter.observe({ consumer, path: PATH, candidates: VALUES }, context),
  ).rejects.toThrow(MisconfiguredError);
  expect(world.api.requests).toEqual([]);
});

it('follows no redirect, also not with a write', async () => {
  for (const method of ['GET', 'POST', 'PUT', 'PATCH']) {
    world.api.setManner(`${method} /repos/${REPOSITORY}/actions`, 'redirects');
    await expect(world.deliver(world.adapter())).rejects.toThrow(
      MisconfiguredError,
    );
    world.api.setManner(`${method} /repos/${REPOSITORY}/actions`, 'answers');
  }
  expect(
    world.api.requests.filter(({ path }) => /elsewhere/.test(path)),
  ).toEqual([]);
});

it('shows neither value nor token nor what GitHub says, whatever goes wrong', async () => {
  const manners = [
    'unreachable',
    'denies',
    'limits',
    'slows',
    'redirects',
    'babbles',
    'floods',
  ] as const;
  const shown: unknown[] = [];
  for (const manner of manners) {
    for (const start of ['GET ', 'POST ', 'PUT ']) {
      world.api.setManner(start, manner);
      const adapter = world.adapter();
      shown.push(adapter, await world.deliver(adapter).catch(error => error));
      shown.push(await world.observe(adapter));
      world.api.setManner(start, 'answers');
    }
  }
  const text = shown
    .map(each => inspect(each, { depth: 20, showHidden: true }))
    .join('\n');
  expect(text).toContain('Error');
  for (const hidden of [
    VALUES.get(NEW)?.reveal('password') ?? '',
    world.api.token,
    'Problems parsing',
    '127.0.0.1:',
  ])
    expect(text.replaceAll(world.api.url, '')).not.toContain(hidden);
});

it('says which rule is missing, and not the path in the store', async () => {
  const secrets = [{ paths: ['other/*'], name: 'OTHER' }];
  const refusal = await world.deliver(world.adapter({ secrets })).then(
    () => undefined,
    error => error,
  );
  expect(refusal).toBeInstanceOf(MisconfiguredError);
  expect(refusal.message).toMatch(/secrets takes the path of this secret/);
  expect(`${refusal.message} ${refusal.fix}`).not.toContain(PATH);
});
