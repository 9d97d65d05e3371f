import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
  type EffectContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** A store with a token of its own. */
interface TokenHolder {
  keepAlive(context: EffectContext): Promise<void>;
}

/** Prolongs the tokens that stores were given, so that none ends while no rotation uses it. */
export async function keepTokensAlive(
  stores: ReadonlyMap<string, TokenHolder>,
  context: { signal: AbortSignal; logger: LoggerService },
): Promise<void> {
  const { signal, logger } = context;
  await Promise.all(
    [...stores].map(([name, store]) =>
      store.keepAlive({ signal }).catch(error => {
        logger.warn(
          `The token of store ${name} could not be looked after: ${reasonOf(
            error,
          )}`,
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
