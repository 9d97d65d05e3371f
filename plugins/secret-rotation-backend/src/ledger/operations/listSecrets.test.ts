import { TestDatabases } from '@backstage/backend-test-utils';
import {
  BINDING_STATES,
  OPEN_RUN_STATES,
  STEPS,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import fc from 'fast-check';
import { inScope, type SecretScope } from '../../authorization/SecretScope';
import {
  NOON,
  openLedger,
  seedRun,
  seedSecret,
} from '../../__testUtils__/ledgerRows';
import { badgeOf } from '../../workflow/badge';
import { dueState } from '../../workflow/due';
import type { Ledger } from '../Ledger';
import { listSecrets, type SecretQuery, type SecretRows } from './listSecrets';

jest.setTimeout(120_000);

const DAY = 24 * 3600_000;
const SCHEDULED = ['daily', 'odd'];
const QUERY: SecretQuery = {
  scope: { kind: 'all' },
  now: NOON,
  scheduled: SCHEDULED,
};
const databases = TestDatabases.create();

const SECRET = fc.record({
  binding: fc.constantFrom(...BINDING_STATES),
  policy: fc.constantFrom('daily', 'odd', 'never', 'unknown'),
  dueAt: fc.constantFrom(
    undefined,
    ...[-DAY, -1, 0, 1, 3, 4, DAY / 5, DAY / 5 + 1, DAY, 2 * DAY].map(
      distance => NOON + distance,
    ),
  ),
  rotatedAt: fc.constantFrom(undefined, NOON - 4 * DAY, NOON - DAY, NOON - 12),
  owner: fc.constantFrom(undefined, 'group:default/a', 'group:default/b'),
  namespace: fc.constantFrom('default', 'team-a'),
  store: fc.constantFrom('vault', 'aws'),
  run: fc.option(
    fc.record({
      state: fc.constantFrom(...OPEN_RUN_STATES),
      step: fc.constantFrom(...STEPS),
    }),
    { nil: undefined },
  ),
});
type Generated = typeof SECRET extends fc.Arbitrary<infer T> ? T : never;

const { scope: SCOPE } = fc.letrec<{ scope: SecretScope; leaf: SecretScope }>(
  tie => ({
    leaf: fc.oneof(
      fc.constant<SecretScope>({ kind: 'all' }),
      fc.constant<SecretScope>({ kind: 'none' }),
      fc
        .subarray(['group:default/a', 'group:default/b', 'group:default/c'])
        .map((owners): SecretScope => ({ kind: 'owner', owners })),
      fc
        .subarray(['default', 'team-a'])
        .map((namespaces): SecretScope => ({ kind: 'namespace', namespaces })),
      fc
        .subarray(['vault', 'aws'])
        .map((stores): SecretScope => ({ kind: 'store', stores })),
    ),
    scope: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      tie('leaf'),
      fc
        .array(tie('scope'), { maxLength: 3 })
        .map((scopes): SecretScope => ({ kind: 'anyOf', scopes })),
      fc
        .array(tie('scope'), { maxLength: 3 })
        .map((scopes): SecretScope => ({ kind: 'allOf', scopes })),
      tie('scope').map((scope): SecretScope => ({ kind: 'not', scope })),
    ),
  }),
);

describe.each(databases.eachSupportedId())('the list of secrets on %s', id => {
  let ledger: Ledger;
  const generated: Generated[] = [];

  beforeAll(async () => {
    ledger = await openLedger(await databases.init(id));
    generated.push(...fc.sample(SECRET, { numRuns: 150, seed: 7 }));
    for (const [index, { run, ...part }] of generated.entries()) {
      const secret = await seedSecret(ledger.knex, `s-${index}`, part);
      if (!run) continue;
      const { id: runId } = await seedRun(ledger, secret);
      await ledger.knex('runs').where({ id: runId }).update(run);
    }
  });

  const list = (part: Partial<SecretQuery> = {}) =>
    listSecrets(ledger.knex, { ...QUERY, ...part });

  async function allPages(
    part: Partial<SecretQuery>,
  ): Promise<SecretRows['items']> {
    const items: Array<SecretRows['items'][number]> = [];
    let cursor: string | undefined;
    do {
      const page = await list({ ...part, cursor });
      expect(page.items.length).toBeLessThanOrEqual(part.limit ?? 50);
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    return items;
  }

  const indexOf = (name: string) => Number(name.slice('s-'.length));

  it('ranks by the same badge that the workflow gives', async () => {
    const { items } = await list({ limit: 200 });
    expect(items).toHaveLength(generated.length);
    const shown = items.map(({ secret, badge }) => [secret.name, badge]);
    const meant = items.map(({ secret }) => {
      const { run, binding, policy, ...dates } =
        generated[indexOf(secret.name)];
      return [
        secret.name,
        badgeOf({
          binding,
          due: dueState(dates, SCHEDULED.includes(policy), NOON),
          openRun: run?.state,
          troubled: run && run.step !== 'monitor' && run.step !== 'verify',
        }),
      ];
    });
    expect(shown).toEqual(meant);
  });

  it('shows the open run of a secret, and only that', async () => {
    const { items } = await list({ limit: 200 });
    for (const { secret, openRun } of items) {
      expect(openRun?.state).toBe(generated[indexOf(secret.name)].run?.state);
    }
  });

  it.each([1, 2, 7, 50, 149, 150])(
    'gives every secret exactly once in pages of %d, worst first',
    async limit => {
      const whole = (await list({ limit: 200 })).items.map(
        each => each.secret.id,
      );
      const paged = (await allPages({ limit })).map(each => each.secret.id);
      expect(paged).toEqual(whole);
    },
  );

  it('filters, alone and together', async () => {
    const names = async (part: Partial<SecretQuery>) =>
      (await allPages({ limit: 40, ...part }))
        .map(each => each.secret.name)
        .sort();
    const meant = (test: (secret: Generated) => boolean) =>
      generated
        .flatMap((each, index) => (test(each) ? [`s-${index}`] : []))
        .sort();
    expect(await names({ owner: 'group:default/a' })).toEqual(
      meant(each => each.owner === 'group:default/a'),
    );
    expect(await names({ store: 'aws', policy: 'odd' })).toEqual(
      meant(each => each.store === 'aws' && each.policy === 'odd'),
    );
    expect(await names({ search: 'S-1' })).toEqual(
      generated
        .map((_, index) => `s-${index}`)
        .filter(name => name.startsWith('s-1'))
        .sort(),
    );
    expect(await names({ search: '%' })).toHaveLength(generated.length);
    expect(await names({ badge: 'blocked' })).toEqual(
      meant(each => each.run?.state === 'blocked'),
    );
    expect(await names({ refs: [] })).toEqual([]);
    expect(await names({ consumer: 'component:default/nobody' })).toEqual([]);
  });

  it('shows in a scope exactly what the scope means, also with nothing in anyOf or allOf', async () => {
    const meant = (scope: SecretScope) =>
      generated
        .flatMap((each, index) => {
          const facts = {
            entityRef: '',
            rotator: '',
            namespace: each.namespace,
            owner: each.owner,
            store: each.store,
            policy: each.policy,
          };
          return inScope(scope, facts) ? [`s-${index}`] : [];
        })
        .sort();
    await fc.assert(
      fc.asyncProperty(SCOPE, async scope => {
        const { items } = await list({ scope, limit: 200 });
        expect(items.map(each => each.secret.name).sort()).toEqual(
          meant(scope),
        );
      }),
      {
        numRuns: 60,
        examples: [
          [{ kind: 'anyOf', scopes: [] }],
          [{ kind: 'allOf', scopes: [] }],
          [{ kind: 'not', scope: { kind: 'anyOf', scopes: [] } }],
          [
            {
              kind: 'not',
              scope: { kind: 'owner', owners: ['group:default/a'] },
            },
          ],
          [{ kind: 'not', scope: { kind: 'owner', owners: [] } }],
        ],
      },
    );
  });

  it.each(['x', 'W10', Buffer.from('[1,2]').toString('base64url')])(
    'refuses the cursor %j that it never gave',
    async cursor => {
      await expect(list({ cursor })).rejects.toThrow('cursor');
    },
  );
});
