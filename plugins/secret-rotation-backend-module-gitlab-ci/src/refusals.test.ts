import { inspect } from 'node:util';
import {
  FencedError,
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  consumerOf,
  login,
  NAME,
  NEW,
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

it.each<[string, (of: TestGitLab) => Promise<unknown>, unknown, RegExp]>([
  [
    'a missing permission',
    of => {
      of.api.setManner('POST ', 'denies');
      return of.deliver(of.adapter());
    },
    PermissionDeniedError,
    /^The credential may not write acme\/shop\/checkout DB_PASSWORD$/,
  ],
  [
    'a token that GitLab does not know',
    of => of.deliver(of.adapter({}, 'another')),
    PermissionDeniedError,
    /^The credential may not write acme\/shop\/checkout/,
  ],
  [
    'a missing project',
    of => of.deliver(of.adapter(), NEW, undefined, consumerOf('acme/gone')),
    MisconfiguredError,
    /^There is no project acme\/gone, or the token may not see it$/,
  ],
  [
    'an archived project',
    of => {
      of.api.setProject(PROJECT, { isArchived: true });
      return of.deliver(of.adapter());
    },
    MisconfiguredError,
    /is archived/,
  ],
  [
    'a renamed project',
    of => {
      of.api.setProject(PROJECT, { renamedTo: 'acme/till' });
      return of.deliver(of.adapter());
    },
    MisconfiguredError,
    /has another path now$/,
  ],
  [
    'a missing group',
    of => of.deliver(of.withRule({ group: 'acme' })),
    MisconfiguredError,
    /^The place of acme DB_PASSWORD is not there/,
  ],
  [
    'a variable that another path is delivered into',
    async of => {
      const value = login('another-password');
      await of.deliver(of.adapter());
      return of.adapter().deliver(
        {
          consumer: consumerOf(),
          path: 'payments/other',
          version: NEW,
          value,
        },
        { signal: AbortSignal.timeout(60_000), fence: { run: 9, epoch: 1 } },
      );
    },
    MisconfiguredError,
    /is delivered from another path of the store$/,
  ],
  [
    'a variable that cannot be hidden any more',
    of => {
      of.api.setVariable(PROJECT, { key: NAME, value: 'by hand' });
      return of.deliver(of.withRule({ hidden: true }));
    },
    MisconfiguredError,
    /is not hidden, and GitLab hides new ones alone$/,
  ],
  [
    'a description without room',
    of => {
      const description = 'x'.repeat(200);
      of.api.setVariable(PROJECT, { key: NAME, value: 'x', description });
      return of.deliver(of.adapter());
    },
    MisconfiguredError,
    /leaves no room for Keyturn's mark$/,
  ],
  [
    'a newer worker',
    async of => {
      await of.deliver(of.adapter(), NEW, { run: 8, epoch: 1 });
      return of.deliver(of.adapter(), NEW, { run: 7, epoch: 1 });
    },
    FencedError,
    /^A newer worker has written/,
  ],
  [
    'a GitLab that is away',
    of => {
      of.api.setManner('GET ', 'unreachable');
      return of.deliver(of.adapter());
    },
    UnavailableError,
    /^GitLab gave no usable answer for acme\/shop\/checkout$/,
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
  ['short', 'seven-7'],
  ['of several lines', '-----BEGIN KEY-----\nabcdefgh'],
  ['with a space', 'correct horse battery'],
  ['like the name of the variable', NAME],
])(
  'a value %s, which GitLab cannot mask, is written nowhere',
  async (_what, password) => {
    const paths = [PATH];
    const adapter = world.adapter({
      variables: [
        { paths, name: 'FIRST', masked: false },
        { paths, name: NAME },
      ],
    });
    const error = await world
      .deliver(adapter, NEW, undefined, undefined, login(password))
      .catch(thrown => thrown);
    expect(error).toBeInstanceOf(MisconfiguredError);
    expect(error.message).toMatch(/^The value cannot be masked in acme/);
    expect(world.api.requests).toEqual([]);
    const shown = inspect(error).replaceAll(`${PROJECT} ${NAME}`, '');
    expect(shown).not.toContain(password);
  },
);

it('such a value is written where the operator takes the mask off', async () => {
  const value = login('-----BEGIN KEY-----\nabcdefgh');
  const adapter = world.withRule({ masked: false, type: 'file' });
  await world.deliver(adapter, NEW, undefined, undefined, value);
  expect(world.held()).toMatchObject({
    value: value.reveal('password'),
    masked: false,
  });
});

it.each([
  ['none', '', 'default'],
  ['one that is not listed', 'evil/checkout', 'default'],
  ['one that begins as a listed one', 'acme-evil/checkout', 'default'],
  ['one of another namespace', PROJECT, 'other'],
  ['a path', '../../groups/acme', 'default'],
  ['a parent', 'acme/..', 'default'],
  ['an address', 'https://evil.test/acme/checkout', 'default'],
  ['a query', 'acme/checkout?x=', 'default'],
  ['an encoded slash', 'acme/checkout%2f..', 'default'],
  ['a number', '42', 'default'],
])('a project that is %s is never asked', async (_what, slug, namespace) => {
  const consumer = consumerOf(slug, namespace);
  const adapter = world.adapter();
  const context = { signal: AbortSignal.timeout(60_000) };
  await expect(
    world.deliver(adapter, NEW, undefined, consumer),
  ).rejects.toThrow(MisconfiguredError);
  await expect(
    adapter.observe({ consumer, path: PATH, candidates: VALUES }, context),
  ).rejects.toThrow(MisconfiguredError);
  expect(world.api.requests).toEqual([]);
});

it('follows no redirect, also not with a write', async () => {
  for (const method of ['GET', 'POST']) {
    world.api.setManner(`${method} ${VARIABLES}`, 'redirects');
    await expect(world.deliver(world.adapter())).rejects.toThrow(
      MisconfiguredError,
    );
    world.api.setManner(`${method} ${VARIABLES}`, 'answers');
  }
  expect(
    world.api.requests.filter(({ path }) => /elsewhere/.test(path)),
  ).toEqual([]);
});

it('writes nothing to a GitLab that shows a variable of another scope than it was asked for', async () => {
  world.api.forgetFilter();
  const environment_scope = 'staging';
  world.api.setVariable(PROJECT, { key: NAME, value: 'x', environment_scope });
  await expect(
    world.deliver(world.withRule({ environment: 'production' })),
  ).rejects.toThrow(UnavailableError);
  expect(world.writes()).toEqual([]);
});

it('shows neither value nor token nor what GitLab says, whatever goes wrong', async () => {
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
  const variables = [{ paths: ['other/*'], name: 'OTHER' }];
  const refusal = await world.deliver(world.adapter({ variables })).then(
    () => undefined,
    error => error,
  );
  expect(refusal).toBeInstanceOf(MisconfiguredError);
  expect(refusal.message).toMatch(/variables takes the path of this secret/);
  expect(`${refusal.message} ${refusal.fix}`).not.toContain(PATH);
});
