import type { Actor } from '@keyturn/backstage-plugin-secret-rotation-common';
import { ask, type StepContext, type StepResult } from '../../StepContext';

/** How often Keyturn looks by itself whether a task is done. */
const LOOK_AGAIN_MS = 60_000;

/**
 * Asks a person to do what nothing else can.
 * @param unseen - what does not show yet, though somebody said that the task is done
 * @throws Error where somebody else than a person rotates
 */
export function askToDo(
  context: StepContext,
  step: 'activate' | 'revoke',
  unseen: string,
): StepResult {
  const { means, options, run } = context;
  if (means.by !== 'person') {
    throw new Error(`Run ${run.id} has nothing for a person to do`);
  }
  const { path } = run.pins.binding;
  const { title, assignee, ...task } = means.rotator.task({
    options,
    path,
    step,
  });
  const said = whoCompleted(context, step);
  return ask(
    context,
    said === undefined
      ? title
      : `${said} said that it is done. ${unseen}. ${title}`,
    {
      owner: assignee,
      about: 'task',
      task,
      lookAgainAt: context.now() + LOOK_AGAIN_MS,
    },
  );
}

/** Who said that the task of a step is done; `undefined` while nobody has. */
export function whoCompleted(
  { run }: Pick<StepContext, 'run'>,
  step: 'activate' | 'revoke',
): string | undefined {
  const actor: Actor | undefined = run.pins.completed?.[step];
  return actor && (actor.ref ?? actor.kind);
}
