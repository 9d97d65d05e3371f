import type { Task } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Completion } from '../../../ledger/rows';
import {
  ask,
  type Patch,
  type StepContext,
  type StepResult,
} from '../../StepContext';

/** How often Keyturn looks by itself whether a task is done. */
export const LOOK_AGAIN_MS = 60_000;

type TaskStep = 'activate' | 'revoke';

/**
 * Asks a person to do what nothing else can.
 * @param given - `why`: what is to be said before the task, for example that it does not show to be done; `command`:
 * stands where the operator named none
 * @throws Error where somebody else than a person rotates
 */
export function askToDo(
  context: StepContext,
  step: TaskStep,
  given: Pick<Task, 'command' | 'writes' | 'found'> & {
    readonly why?: string;
    readonly patch?: Patch;
  } = {},
): StepResult {
  const { means, options, run } = context;
  if (means.by !== 'person') {
    throw new Error(`Run ${run.id} has nothing for a person to do`);
  }
  const { path } = run.pins.binding;
  const { title, assignee, command, ...rest } = means.rotator.task({
    options,
    path,
    step,
  });
  return ask(context, given.why ? `${given.why}. ${title}` : title, {
    owner: assignee,
    about: 'task',
    task: {
      ...rest,
      assignee,
      command: command ?? given.command,
      // A command of the operator's own writes we do not know what.
      writes: command === undefined ? given.writes : undefined,
      found: given.found,
    },
    lookAgainAt: context.now() + LOOK_AGAIN_MS,
    patch: given.patch,
  });
}

/** What a person said of the task of a step; `undefined` while nobody has. */
export function completionOf(
  { run }: Pick<StepContext, 'run'>,
  step: TaskStep,
): Completion | undefined {
  return run.pins.completed?.[step];
}

/** Who said it, for people. */
export function sayer({ actor }: Pick<Completion, 'actor'>): string {
  return actor.ref ?? actor.kind;
}

/** Their word counts no more: they are asked again, and whatever comes then is not covered by it. */
export function takenBack(
  { run }: Pick<StepContext, 'run'>,
  step: TaskStep,
  said: Completion,
): Patch {
  const completed = {
    ...run.pins.completed,
    [step]: { ...said, isVoid: true as const },
  };
  return { pins: { ...run.pins, completed } };
}
