import type { StoreDescription } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Completion } from '../../../ledger/rows';
import { planOf, stageName } from '../../sides';
import { done, type Step, type StepContext } from '../../StepContext';
import { askToDo, completionOf, sayer, takenBack } from './askToDo';

type Found = StoreDescription['versions'][number];

/**
 * Asks a person to make a new value and to write it to the store. Done is when a newer version than at the start is
 * current there **and** the person calls it theirs: neither a word alone nor a version of somebody else is enough.
 */
export const askForVersion: Step = async context => {
  const { store, run } = context;
  const { path } = run.pins.binding;
  const seen = await context.read('store.describe', effect =>
    store.describe({ path }, effect),
  );
  const found = newerVersion(seen, planOf(context).seen);
  const said = completionOf(context, 'activate');
  const isTheirs = said && found && callsTheirs(said, found);
  if (isTheirs) {
    return done(
      [
        `Version ${found.id} is current in the store since the start`,
        `${sayer(said)} said that it is theirs`,
      ],
      { overlapFrom: context.now() },
    );
  }
  return askToDo(context, 'activate', {
    ...commandFor(context, seen),
    found: found && {
      version: found.id,
      madeAt: found.createdAt.toISOString(),
    },
    why: whyAskedAgain(said, found, isRolledBack(seen, planOf(context).seen)),
    patch: said && takenBack(context, 'activate', said),
  });
};

/** The current version, if it was made after the one that was current at the start. */
function newerVersion(
  { current, versions }: StoreDescription,
  atStart: string | undefined,
): Found | undefined {
  const at = versions.findIndex(({ id }) => id === current);
  const from = versions.findIndex(({ id }) => id === atStart);
  return at > from ? versions[at] : undefined;
}

function isRolledBack(
  { current }: StoreDescription,
  atStart: string | undefined,
): boolean {
  return current !== undefined && current !== atStart;
}

/**
 * Whether somebody's word is about this version: they saw it and named it, the command that they were shown writes it,
 * or the store cannot tell what that command writes and no other hand has shown.
 */
function callsTheirs(said: Completion, found: Found): boolean {
  if (said.isVoid) return false;
  if (said.version !== undefined) return said.version === found.id;
  return said.writes === undefined
    ? !said.sawForeign
    : said.writes === found.id;
}

function whyAskedAgain(
  said: Completion | undefined,
  found: Found | undefined,
  isOlder: boolean,
): string | undefined {
  if (found) {
    const question = `Version ${found.id} has become current in the store meanwhile. Whoever is asked says whether it is theirs`;
    return said
      ? `${sayer(said)} said that it is done, not of this version. ${question}`
      : question;
  }
  const nothing = isOlder
    ? 'An older version than at the start is current in the store: somebody rolled it back'
    : 'The store has no other version than at the start';
  if (said) return `${sayer(said)} said that it is done. ${nothing}`;
  return isOlder ? nothing : undefined;
}

/** How to write it with the store's own tool, where the store says how. */
function commandFor(
  context: StepContext,
  seen: StoreDescription,
): { command?: string; writes?: string } {
  const { means, run } = context;
  if (means.by !== 'person') return {};
  const { path } = run.pins.binding;
  const { field } = means.rotator;
  const runId = stageName(context);
  const told = means.store.writeCommand?.({ path, runId, field, seen });
  return { command: told?.text, writes: told?.version };
}
