import { versionLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import { planOf } from '../sides';
import { done, type Step } from '../StepContext';

/** Somebody else makes the value, so Keyturn makes none. */
export function leaveMaking(maker: string): Step {
  return async () => done([`${maker} makes the new value itself`]);
}

/** Notes which version is to come. Nothing is staged. */
export function expectVersion(maker: string): Step {
  return async context => {
    const { newVersion, newAccount } = planOf(context);
    return done(
      [
        `${versionLabel(
          newVersion,
        )} is expected from ${maker}. Nothing is staged`,
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
}
