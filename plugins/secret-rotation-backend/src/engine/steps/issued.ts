import {
  accountName,
  type IssuedRotator,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { planOf } from '../sides';
import type { StepContext } from '../StepContext';

/**
 * Has the target issue a credential. What an earlier try left there without reaching the store is an orphan: the rotator
 * knows it by what the store does hold.
 */
export async function issued(
  context: StepContext,
  rotator: IssuedRotator,
  current: SecretValue | undefined,
): Promise<SecretValue> {
  const { options, run } = context;
  const account = accountName(planOf(context).newAccount);
  const known = await knownValues(context);
  return context.write('rotator.issue', effect =>
    rotator.issue(
      { options, account, current, known, since: new Date(run.createdAt) },
      effect,
    ),
  );
}

/** Every value that the store still has, whoever wrote it. */
async function knownValues(context: StepContext): Promise<SecretValue[]> {
  const { store, run } = context;
  const { path } = run.pins.binding;
  const { versions } = await context.read('store.describe', effect =>
    store.describe({ path }, effect),
  );
  const values: SecretValue[] = [];
  for (const { id: version } of versions.filter(({ readable }) => readable)) {
    const value = await context.read('store.readVersion', effect =>
      store.readVersion({ path, version }, effect),
    );
    if (value) values.push(value);
  }
  return values;
}
