import type {
  ConsumerEntity,
  ConsumerObservation,
  PreflightCheck,
  RunAccounts,
  SecretValue,
  StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { RunKind } from '@keyturn/backstage-plugin-secret-rotation-common';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { ConsumerRow } from '../../ledger/rows';
import type { ConsumerIdentity } from '../../workflow/consumer';
import type { ReachableConsumer, StepContext } from '../StepContext';
import { checkNewValue } from './newValue';
import { unanswered } from './unanswered';

/** What {@link examine} needs. A plan has no run, so this is less than a step's context. */
export type ExamineContext = Pick<
  StepContext,
  | 'secret'
  | 'store'
  | 'rotator'
  | 'means'
  | 'policy'
  | 'rules'
  | 'options'
  | 'consumerSource'
  | 'read'
  | 'reach'
> & {
  readonly path: string;
  readonly kind: RunKind;
};

/** A consumer as preflight found it. */
export interface ExaminedConsumer {
  readonly row: ConsumerRow;
  readonly reachable?: ReachableConsumer;
  readonly provable: boolean;
  /** Absent when it could not be asked. */
  readonly observation?: ConsumerObservation;
}

/** All that is known before anything is written. */
export interface Examination {
  readonly checks: readonly PreflightCheck[];
  readonly kind: RunKind;
  readonly accounts?: RunAccounts;
  readonly seen?: StoreVersionId;
  /** When the store made the version that it calls current. */
  readonly seenSince?: Date;
  readonly current?: SecretValue;
  /** `unknown`: an endpoint did not answer. */
  readonly currentAnswer: 'accepted' | 'rejected' | 'unknown' | 'absent';
  readonly consumers: readonly ExaminedConsumer[];
}

/**
 * Looks at everything that a run depends on, without writing. The plan shows the result, preflight acts on it.
 * @throws UnavailableError when the store or the target cannot be asked
 */
export async function examine(context: ExamineContext): Promise<Examination> {
  const { store, rotator, options, path } = context;
  const checks: PreflightCheck[] = [...(await checkStore(context))];
  if (checks.some(check => !check.ok)) {
    // Without the store nothing else can be judged, and guesses about a missing value would mislead.
    const consumers = await examineConsumers(context, undefined, undefined);
    return { checks, kind: context.kind, currentAnswer: 'absent', consumers };
  }
  const described = await context.read('store.describe', effect =>
    store.describe({ path }, effect),
  );
  const seen = described.current;
  let current: SecretValue | undefined;
  try {
    current =
      seen === undefined
        ? undefined
        : await context.read('store.readVersion', effect =>
            store.readVersion({ path, version: seen }, effect),
          );
  } catch (error) {
    if (!(error instanceof MisconfiguredError)) throw error;
    // Bytes where a text is expected, for example: the target cannot be asked about that.
    checks.push({
      code: 'current-value',
      ok: false,
      message: error.message,
      fix: error.fix,
    });
    const consumers = await examineConsumers(context, seen, undefined);
    return {
      checks,
      kind: context.kind,
      seen,
      currentAnswer: 'absent',
      consumers,
    };
  }

  let accounts: RunAccounts | undefined;
  try {
    accounts = rotator.chooseAccounts(options, current);
  } catch (error) {
    if (!(error instanceof MisconfiguredError)) throw error;
    checks.push({
      code: 'accounts',
      ok: false,
      message: error.message,
      fix: error.fix,
    });
  }

  let currentAnswer: Examination['currentAnswer'] = 'absent';
  if (current) {
    const probes = await context.read('rotator.probe', effect =>
      rotator.probe({ options, value: current }, effect),
    );
    currentAnswer = context.rules.answerOf(probes.map(probe => probe.answer));
  }
  const kind = kindOf(context.kind, currentAnswer);
  checks.push(kindCheck(context.kind, currentAnswer));

  if (accounts) {
    const chosen = accounts;
    checks.push(
      ...(await context.read('rotator.preflight', effect =>
        rotator.preflight(
          // A refused current is what a repair is for, so it is not held against it.
          {
            options,
            accounts: chosen,
            current: kind === 'repair' ? undefined : current,
          },
          effect,
        ),
      )),
    );
    checks.push(await freeAccountCheck(context, chosen));
    if (checks.every(check => check.ok)) {
      checks.push(...(await checkNewValue(context, chosen, current)));
    }
  }
  checks.push(checkOverlap(context));

  const consumers = await examineConsumers(context, seen, current);
  return {
    checks,
    kind,
    accounts,
    seen,
    seenSince: described.versions.find(({ id }) => id === seen)?.createdAt,
    current,
    currentAnswer,
    consumers,
  };
}

/** Whoever rotates says what it needs. */
async function checkStore(context: ExamineContext): Promise<PreflightCheck[]> {
  const { means, rotator, options, path } = context;
  return means.by === 'manager'
    ? context.read('store.preflight', effect =>
        means.rotation.preflight({ path }, effect),
      )
    : context.read('store.preflight', effect =>
        means.store.preflight(
          { path, accounts: rotator.accounts(options) },
          effect,
        ),
      );
}

/** Without an overlap consumers fail between the change and their reload: somebody must have said yes to that. */
function checkOverlap({
  rotator,
  means,
  policy,
}: ExamineContext): PreflightCheck {
  const code = 'overlap';
  if (rotator.overlap === 'dual') {
    return {
      code,
      ok: true,
      message: 'The target accepts old and new at once',
    };
  }
  if (means.by === 'keyturn') {
    return {
      code,
      ok: false,
      message: 'The target accepts only one value at a time',
      fix: 'Use a rotator with two slots. A single-slot rotation needs consent, which this version cannot give yet',
    };
  }
  return policy.acceptsInterruption
    ? {
        code,
        ok: true,
        message: `The target accepts one value at a time. Policy ${policy.name} accepts the interruption: from the change until a consumer has reloaded, its new logins fail`,
      }
    : {
        code,
        ok: false,
        message: `The target accepts one value at a time, so consumers fail from the change until they have reloaded, and policy ${policy.name} does not accept that`,
        fix: 'Let the secrets manager alternate two logins, or set interruption: accept in a policy for such secrets',
      };
}

function kindOf(
  wanted: RunKind,
  answer: Examination['currentAnswer'],
): RunKind {
  if (answer === 'absent') return 'provision';
  return wanted === 'provision' ? 'rotate' : wanted;
}

function kindCheck(
  wanted: RunKind,
  answer: Examination['currentAnswer'],
): PreflightCheck {
  const code = 'current';
  switch (answer) {
    case 'absent':
      return {
        code,
        ok: true,
        message: 'There is no version yet: the first one is made',
      };
    case 'rejected':
      return wanted === 'repair'
        ? {
            code,
            ok: true,
            message:
              'The target refuses the current version, as a repair expects',
          }
        : {
            code,
            ok: false,
            message:
              'The target refuses the current version, so there would be no overlap',
            fix: 'Start a repair, which makes a new version without an overlap',
          };
    case 'unknown':
      return {
        code,
        ok: false,
        message:
          'An endpoint of the target did not say whether it accepts the current version',
        fix: 'Make every endpoint of the rotator reachable from the portal',
      };
    default:
      return wanted === 'repair'
        ? {
            code,
            ok: false,
            message:
              'The target accepts the current version, so there is nothing to repair',
            fix: 'Start a rotation',
          }
        : {
            code,
            ok: true,
            message: 'The target accepts the current version at every endpoint',
          };
  }
}

/** Somebody who uses the account that is about to get a new password would be cut off. */
async function freeAccountCheck(
  context: ExamineContext,
  accounts: RunAccounts,
): Promise<PreflightCheck> {
  const code = 'new-account-unused';
  if (
    context.rotator.usage !== 'per-credential' ||
    accounts.old === accounts.new
  ) {
    return {
      code,
      ok: true,
      message: 'The target does not tell who uses the new account',
    };
  }
  const sessions = await context.read('rotator.sessions', effect =>
    context.rotator.sessions(
      { options: context.options, account: accounts.new },
      effect,
    ),
  );
  return sessions.length === 0
    ? { code, ok: true, message: `Nobody is logged in as ${accounts.new}` }
    : {
        code,
        ok: false,
        message: `${sessions.length} sessions are logged in as ${accounts.new}, which is to get a new password`,
        fix: `Find out who uses ${accounts.new} besides the store's current version, and end these sessions`,
      };
}

async function examineConsumers(
  context: ExamineContext,
  seen: StoreVersionId | undefined,
  current: SecretValue | undefined,
): Promise<ExaminedConsumer[]> {
  const rows =
    (await context.read('catalog.consumers', ({ signal }) =>
      context.consumerSource.read(context.secret, signal),
    )) ?? [];
  const candidates = new Map(
    seen !== undefined && current ? [[seen, current] as const] : [],
  );
  return Promise.all(
    rows.map(async row => {
      const reachable = context.reach({
        entry: row.entry,
        entity: entityOf(row),
      });
      if (!reachable) return { row, provable: false };
      return {
        row,
        reachable,
        provable: reachable.adapter.attests,
        observation: await observeQuietly(context, reachable, candidates),
      };
    }),
  );
}

/** What adapters may know of a consumer. */
function entityOf(row: ConsumerRow): ConsumerEntity {
  const { entityRef, name, namespace, labels } = row;
  return { entityRef, name, namespace, labels };
}

/** Who a consumer of the catalog is, as a run keeps it. */
export function identityOf(row: ConsumerRow): ConsumerIdentity {
  const { entityRef, entry, owner } = row;
  return {
    entityRef,
    entity: entityOf(row),
    entry,
    title: row.title ?? row.name,
    owner,
  };
}

async function observeQuietly(
  context: ExamineContext,
  { adapter, entity }: ReachableConsumer,
  candidates: ReadonlyMap<StoreVersionId, SecretValue>,
): Promise<ConsumerObservation | undefined> {
  // Not being answered before the run is a fact of its own (the consumer was ill before), not a failure.
  return context
    .read('consumer.observe', effect =>
      adapter.observe(
        { consumer: entity, path: context.path, candidates },
        effect,
      ),
    )
    .catch(unanswered);
}
