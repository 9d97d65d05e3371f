import type { Gate } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { ProbeAnswer } from '@keyturn/backstage-plugin-secret-rotation-node';
import { hasAttested, type ConsumerState } from './consumer';
import { wordsOf, type OldUse } from './oldUse';

/** What all endpoints together say: one refusal is a refusal, and no endpoint says nothing. */
export function answerOf(answers: readonly ProbeAnswer[]): ProbeAnswer {
  if (answers.includes('rejected')) return 'rejected';
  if (answers.length === 0 || answers.includes('unknown')) return 'unknown';
  return 'accepted';
}

/** Whether every endpoint refuses. Silence is no refusal, and no endpoint at all proves nothing. */
export function isRefused(answers: readonly ProbeAnswer[]): boolean {
  return answers.length > 0 && answers.every(answer => answer === 'rejected');
}

/** What verify looked at. Instants in ms. */
export interface GateFacts {
  /** One answer per endpoint for the version that is to stay; `undefined` when nobody can be asked. */
  readonly probes: readonly ProbeAnswer[] | undefined;
  readonly consumers: readonly ConsumerState[];
  /** Whether a person said that nobody uses the secret. */
  readonly isUnused: boolean;
  /** Sessions still on the credential that is to go; `undefined` when the target cannot tell. */
  readonly oldUse: readonly OldUse[] | undefined;
  readonly overlapEnds: number;
  readonly now: number;
}

/** A gate as it is stored: the instant is in ms. */
export type GateState = Omit<Gate, 'checkedAt'> & {
  readonly checkedAt: number;
  /** Since when it has held at every look. */
  readonly heldSince?: number;
};

/** Adds since when each has held, from what was known at the look before. Pure. */
export function heldSince(
  gates: readonly GateState[],
  before: readonly GateState[],
): GateState[] {
  return gates.map(gate => {
    if (!gate.holds) return gate;
    const earlier = before.find(({ code }) => code === gate.code);
    const since = earlier?.holds ? earlier.heldSince : undefined;
    return { ...gate, heldSince: since ?? gate.checkedAt };
  });
}

/**
 * What must hold before anything is revoked. Everything must; zero endpoints prove nothing and so do not hold, nor do
 * zero consumers, unless a person said that this is right. Pure.
 */
export function judgeGates(facts: GateFacts): GateState[] {
  const { probes, consumers, isUnused, oldUse, overlapEnds, now } = facts;
  const attested = consumers.filter(hasAttested);
  const missing = consumers.filter(c => !hasAttested(c));
  return [
    {
      code: 'new-accepted',
      // Where nobody can be asked, only consumers show it: the next gate.
      holds: probes === undefined || answerOf(probes) === 'accepted',
      detail:
        probes === undefined
          ? 'Nobody can be asked: what consumers attest stands for it'
          : `${probes.filter(answer => answer === 'accepted').length} of ${
              probes.length
            } endpoints accept a fresh login`,
      checkedAt: now,
    },
    {
      code: 'consumers-attested',
      holds: missing.length === 0 && (consumers.length > 0 || isUnused),
      detail: wordsOfAttested(facts, attested.length, missing),
      checkedAt: now,
    },
    {
      code: 'no-old-sessions',
      holds: oldUse === undefined || oldUse.length === 0,
      detail:
        oldUse === undefined
          ? 'The target cannot tell who uses which credential'
          : wordsOf(oldUse, consumers),
      checkedAt: now,
    },
    {
      code: 'overlap-elapsed',
      holds: overlapEnds <= now,
      detail:
        overlapEnds <= now
          ? 'Elapsed'
          : 'Old and new are both accepted until it ends',
      checkedAt: now,
    },
  ];
}

function wordsOfAttested(
  { consumers, isUnused }: GateFacts,
  attested: number,
  missing: readonly ConsumerState[],
): string {
  if (consumers.length === 0) {
    return isUnused
      ? 'Nobody uses the secret, by the word of a person'
      : 'The catalog knows no consumer';
  }
  if (missing.length === 0)
    return `${attested} of ${consumers.length} consumers attested it`;
  return `${attested} of ${consumers.length}. Missing: ${missing
    .map(consumer => consumer.title ?? consumer.entityRef)
    .join(', ')}`;
}

const TITLES: Readonly<Record<Gate['code'], string>> = {
  'new-accepted': 'the target must accept the version that stays',
  'consumers-attested': 'every consumer must attest the version',
  'no-old-sessions': 'no session may be left on the other credential',
  'overlap-elapsed': 'the overlap must end',
};

/** What is still missing, in words, the overlap last because only time mends it. */
export function missingGates(gates: readonly GateState[]): string {
  return gates
    .filter(gate => !gate.holds)
    .map(
      gate =>
        TITLES[gate.code] +
        (gate.code === 'overlap-elapsed' ? '' : ` (${gate.detail})`),
    )
    .join('; ');
}

/** Whether every gate holds. No gates at all is not open. */
export function gatesHold(gates: readonly GateState[]): boolean {
  return gates.length > 0 && gates.every(gate => gate.holds);
}
