import type { EffectContext } from '@keyturn/backstage-plugin-secret-rotation-node';

/** How the store logs in. Further logins (AppRole, Kubernetes) are further implementations. @internal */
export interface VaultAuth {
  /** A token that is valid now. */
  token(context: EffectContext): Promise<string>;
}

/** A token that the operator configured. */
export function tokenAuth(token: string): VaultAuth {
  return { token: async () => token };
}
