import type { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import { accountName } from '@keyturn/backstage-plugin-secret-rotation-node';
import { versionLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { VersionRow } from '../../ledger/rows';
import { ownMeans } from '../means';
import { planOf, stageName } from '../sides';
import { done, type Step, type StepContext } from '../StepContext';
import { issued } from './issued';

/** Makes the new value. It lives in memory until `stage` has made it durable, moments later. */
export const generate: Step = async context => {
  await newValue(context);
  return done([`A new value for ${planOf(context).newAccount} was made`]);
};

/**
 * Makes the value durable where no consumer reads it. Nothing is set at the target before this.
 * A value that the run staged before a crash is taken up again if it belongs to the account that is to get it.
 */
export const stage: Step = async context => {
  const { path } = context.run.pins.binding;
  const plan = planOf(context);
  const place = { path, runId: stageName(context) };
  const value = (await staged(context)) ?? (await newValue(context));
  await context.write('store.stage', effect =>
    ownMeans(context).store.stage({ ...place, value }, effect),
  );
  const readBack = await staged(context);
  if (!readBack || !readBack.equals(value)) {
    throw new Error('The staged value does not read back');
  }
  const row: VersionRow = {
    secretId: context.secret.id,
    number: plan.newVersion,
    state: 'pending',
    account: plan.newAccount,
    storeIds: [],
    createdAt: context.now(),
  };
  return done(
    [
      `${versionLabel(
        plan.newVersion,
      )} is staged and reads back. Consumers read nothing new`,
    ],
    {
      versions: [row],
      secret: { lastVersion: plan.newVersion },
    },
  );
};

/** What this run staged for the account of its plan, if anything. */
export async function staged(
  context: StepContext,
): Promise<SecretValue | undefined> {
  const { path } = context.run.pins.binding;
  const value = await context.read('store.readStaged', effect =>
    ownMeans(context).store.readStaged(
      { path, runId: stageName(context) },
      effect,
    ),
  );
  if (!value) return undefined;
  const belongsTo = context.rotator.chooseAccounts(context.options, value).old;
  return belongsTo === planOf(context).newAccount ? value : undefined;
}

async function newValue(context: StepContext): Promise<SecretValue> {
  if (context.memory.generated) return context.memory.generated;
  const { path } = context.run.pins.binding;
  const { seen, newAccount } = planOf(context);
  const { current } = await context.read('store.describe', effect =>
    context.store.describe({ path }, effect),
  );
  const template =
    seen === undefined || current === undefined
      ? undefined
      : await context.read('store.readVersion', effect =>
          context.store.readVersion({ path, version: current }, effect),
        );
  const { rotator } = ownMeans(context);
  const { options } = context;
  const account = accountName(newAccount);
  context.memory.generated =
    rotator.issues === 'chosen'
      ? await rotator.generate({ options, account, current: template })
      : await issued(context, rotator, template);
  return context.memory.generated;
}
