import type { EffectContext } from '@keyturn/backstage-plugin-secret-rotation-node';

/** Whose name requests carry. @internal */
export interface VaultAuth {
  /** A token that is valid now, as far as is known. */
  token(context: EffectContext): Promise<string>;
  /**
   * A token to repeat a request with that was refused: the server may have revoked the one that it carried.
   * `undefined`: there is no other, so the refusal stands.
   */
  tokenAfterRefusal(
    refused: string,
    context: EffectContext,
  ): Promise<string | undefined>;
}
