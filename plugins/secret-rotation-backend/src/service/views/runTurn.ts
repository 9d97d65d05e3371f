import type {
  Decision,
  Turn,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { RunRow, TurnRow } from '../../ledger/rows';
import { possibleDecisions } from '../../workflow/transition';
import { standsStill, whoseTurn, type Candidate } from '../../workflow/turn';
import { instant } from './instant';

const CONSEQUENCES: Readonly<Record<Decision, string>> = {
  complete:
    'Keyturn goes on: it proves what can be proven, and notes that you said so.',
  adopt:
    'The version that is current in the store stays. Consumers are led to it, and when each has proven it, every other version that this run deals with is refused and removed.',
  retry:
    'The version that somebody else wrote is replaced, if it is still there, and the run goes on. At the end it is refused and removed with the old one.',
  release:
    'The run goes on without these consumers. If one of them still runs, it stops working when the other version is refused.',
  recheck: 'Keyturn looks again now. Nothing else changes.',
  rollback:
    'Consumers go back to the old version, and when each has proven it, the new one is refused.',
  cancel:
    'The run ends. What it staged is removed; nothing that is used has changed.',
};

const WITHOUT_CONSUMERS =
  'You say that nobody uses the secret. The run goes on without a proof. If somebody does use it, they stop working when the other version is refused.';

function consequenceOf(decision: Decision, run: RunRow): string {
  return decision === 'release' && run.turn?.about === 'no-consumers'
    ? WITHOUT_CONSUMERS
    : CONSEQUENCES[decision];
}

/** What a person may decide about a run now. */
export function decisionsOf(run: RunRow) {
  const isOpen = run.closedAt === undefined;
  if (!isOpen || run.decision) return [];
  return possibleDecisions(run, standsStill(run), run.turn?.about);
}

/** The present as views see it. */
export interface Present {
  readonly now: number;
  /** The workers that live. */
  readonly workers: readonly Candidate[];
}

/** Whose turn a run is. */
export function turnOfRun(run: RunRow, { now, workers }: Present): Turn {
  const turn = whoseTurn(run, now, workers);
  if (turn.who === 'nobody') return turn;
  const matter = standsStill(run) ? matterOf(run.turn) : {};
  if (turn.who === 'keyturn')
    return { ...turn, until: instant(turn.until), ...matter };
  return {
    ...turn,
    ...matter,
    choices: decisionsOf(run).map(decision => ({
      decision,
      consequence: consequenceOf(decision, run),
    })),
  };
}

function matterOf(
  turn: TurnRow | undefined,
): Pick<Turn, 'about' | 'consumers' | 'task'> {
  return {
    about: turn?.about,
    consumers: turn?.consumers && [...turn.consumers],
    task: turn?.task,
  };
}
