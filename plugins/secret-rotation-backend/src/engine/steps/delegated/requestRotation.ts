import { storeVersionId } from '@keyturn/backstage-plugin-secret-rotation-node';
import { planOf, stageName } from '../../sides';
import { done, type Step } from '../../StepContext';

/**
 * Asks the manager to rotate. It is asked again only while the version that was seen at the start is still current, so
 * an answer that was lost does not rotate twice. From here on nobody can call it back.
 */
export const requestRotation: Step = async context => {
  const { means, store, run } = context;
  const { path } = run.pins.binding;
  const { seen } = planOf(context);
  if (means.by !== 'manager' || seen === undefined) {
    throw new Error(`Run ${run.id} has nothing that a manager could rotate`);
  }
  const expected = storeVersionId(seen);
  const { current } = await context.read('store.describe', effect =>
    store.describe({ path }, effect),
  );
  if (current !== expected) {
    return done([
      'Another version than at the start is current: it was rotated already',
    ]);
  }
  // Some managers forget it: afterwards nobody could prove that it is refused.
  context.memory.former = await context.read('store.readVersion', effect =>
    store.readVersion({ path, version: expected }, effect),
  );
  await context.write('store.rotate', effect =>
    means.rotation.rotate(
      { path, runId: stageName(context), expected },
      effect,
    ),
  );
  return done(['The secrets manager was asked to rotate']);
};
