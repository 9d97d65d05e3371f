import {
  MisconfiguredError,
  type PreflightCheck,
  type RunAccounts,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { seesValues } from '../../means';
import { acceptance } from '../acceptance';
import { examineConsumers } from './consumers';
import type { Examination, ExamineContext } from './Examination';
import { checkNewAccount } from './newAccount';
import { checkNewValue } from './newValue';
import { checkOverlap } from './overlap';
import { checkKind, kindOf } from './runKind';

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
      seen === undefined || !seesValues(context)
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
    currentAnswer = (await acceptance(context, current)).answer;
  } else if (seen !== undefined && !seesValues(context)) {
    currentAnswer = 'untold';
  }
  const kind = kindOf(context.kind, currentAnswer);
  checks.push(checkKind(context.kind, currentAnswer));

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
    checks.push(await checkNewAccount(context, chosen));
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
