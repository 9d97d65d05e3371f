import { RULES, type Rules } from '../workflow/rules';

/** The guards that a proof works under: the engine's own rules, and what the ledger, the store and the target keep. */
export interface Guards {
  readonly rules: Rules;
  /** Every commit compares the epoch. */
  readonly comparesEpochs: boolean;
  /** The target refuses an older fence. */
  readonly comparesFences: boolean;
  /** The store compares before it sets. */
  readonly comparesAndSets: boolean;
  /** The ledger's unique index allows one open run per secret. */
  readonly allowsOneOpenRun: boolean;
}

/** Nothing is switched off. */
export const GUARDS: Guards = {
  rules: RULES,
  comparesEpochs: true,
  comparesFences: true,
  comparesAndSets: true,
  allowsOneOpenRun: true,
};

function withRule(rule: Partial<Rules>): Guards {
  return { ...GUARDS, rules: { ...RULES, ...rule } };
}

/**
 * Each guard switched off, by the name under which results list it. A proof must then find something that must never
 * be, or the guard would be worth nothing, or the proof.
 */
export const MUTANTS: Readonly<Record<string, Guards>> = {
  'epoch check': { ...GUARDS, comparesEpochs: false },
  'target fence': { ...GUARDS, comparesFences: false },
  CAS: { ...GUARDS, comparesAndSets: false },
  'unknown ≠ rejected': withRule({
    isRefused: answers =>
      answers.length > 0 && answers.every(answer => answer !== 'accepted'),
  }),
  'unknown ≠ accepted': withRule({
    answerOf: answers =>
      answers.includes('rejected') ? 'rejected' : 'accepted',
  }),
  'stage before activate': withRule({
    activatable: ({ durable, generated }) => generated ?? durable,
  }),
  'attestation gate': withRule({ gatesHold: () => true }),
  'growing consumer set': withRule({ joinConsumers: known => [...known] }),
  'single open run': { ...GUARDS, allowsOneOpenRun: false },
};
