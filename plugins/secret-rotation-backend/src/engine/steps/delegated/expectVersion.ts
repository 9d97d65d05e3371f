import { versionLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import { planOf } from '../../sides';
import { done, type Step } from '../../StepContext';

/** The secrets manager makes the value, so Keyturn makes none. */
export const nothingToMake: Step = async () =>
  done(['The secrets manager makes the new value itself']);

/** Notes which version is to come. Nothing is staged. */
export const expectVersion: Step = async context => {
  const { newVersion, newAccount } = planOf(context);
  return done(
    [
      `${versionLabel(
        newVersion,
      )} is expected from the secrets manager. Nothing is staged`,
    ],
    {
      versions: [
        {
          secretId: context.secret.id,
          number: newVersion,
          state: 'pending',
          account: newAccount,
          storeIds: [],
          createdAt: context.now(),
        },
      ],
      secret: { lastVersion: newVersion },
    },
  );
};
