import { planOf } from '../../sides';
import { done, type Step } from '../../StepContext';
import { askToDo, whoCompleted } from './askToDo';

/**
 * Asks a person to make a new value and to write it to the store. Done is when another version than at the start is
 * current there: a word alone is not enough.
 */
export const askForVersion: Step = async context => {
  const { store, run } = context;
  const { path } = run.pins.binding;
  const { current } = await context.read('store.describe', effect =>
    store.describe({ path }, effect),
  );
  if (current === undefined || current === planOf(context).seen) {
    return askToDo(
      context,
      'activate',
      'The store has no other version than at the start',
    );
  }
  const said = whoCompleted(context, 'activate');
  return done(
    [
      'Another version than at the start is current in the store',
      ...(said === undefined ? [] : [`${said} said that it was written`]),
    ],
    { overlapFrom: context.now() },
  );
};
