import { GUARDS, MUTANTS, type Guards } from '../guards';

/** The guards that the model works under. */
export interface ModelGuards extends Guards {
  /** A rollback writes the store's current version anew, even where the old one never left. */
  readonly restoresAnew: boolean;
}

/** Nothing is switched off. */
export const MODEL_GUARDS: ModelGuards = { ...GUARDS, restoresAnew: true };

/** Here the model has nothing to switch off: it has one run at a time by its nature. */
const ELSEWHERE = 'single open run';

/** Each guard switched off. Why a rollback writes anew shows only in meetings too rare for the simulation. */
export const MODEL_MUTANTS: Readonly<Record<string, ModelGuards>> = {
  ...Object.fromEntries(
    Object.entries(MUTANTS)
      .filter(([name]) => name !== ELSEWHERE)
      .map(([name, guards]) => [name, { ...guards, restoresAnew: true }]),
  ),
  'restore writes anew': { ...GUARDS, restoresAnew: false },
};
