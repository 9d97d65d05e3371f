import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
  type EffectContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** A store or a rotator with a token of its own. @internal */
export interface TokenHolder {
  keepAlive(context: EffectContext): Promise<void>;
}

/** Prolongs the tokens that stores and rotators were given, so that none ends while no rotation uses it. */
export async function keepTokensAlive(
  holders: ReadonlyMap<string, TokenHolder>,
  context: { signal: AbortSignal; logger: LoggerService },
): Promise<void> {
  const { signal, logger } = context;
  await Promise.all(
    [...holders].map(([name, holder]) =>
      holder.keepAlive({ signal }).catch(error => {
        logger.warn(
          `The token of ${name} could not be looked after: ${reasonOf(error)}`,
        );
      }),
    ),
  );
}

/** Only the errors of the contract were written to be shown. */
function reasonOf(error: unknown): string {
  return error instanceof UnavailableError ||
    error instanceof PermissionDeniedError ||
    error instanceof MisconfiguredError
    ? error.message
    : 'unexpected failure';
}
