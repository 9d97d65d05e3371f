import { Client, InvalidCredentialsError } from 'ldapts';
import type { LdapServiceTarget } from '../ServiceTarget';
import type { TargetClient } from '../TargetClient';

/** Speaks to a directory: binds, and reads its own entry. */
export const ldapClient: TargetClient<LdapServiceTarget> = {
  secretField: 'password',
  connect: async ({ url }, { dn, password }) => {
    const client = new Client({ url, connectTimeout: 5_000, timeout: 5_000 });
    try {
      await client.bind(dn, password);
    } catch (error) {
      // What failed is said by the bind; a connection that is gone needs no end.
      await client.unbind().catch(() => undefined);
      throw error;
    }
    return {
      query: async () => {
        // The library would connect anew, and then ask without a bind.
        if (!client.isConnected) throw new Error('The connection is lost');
        await client.search(dn, { scope: 'base', attributes: ['1.1'] });
      },
      close: () => client.unbind(),
    };
  },
  failureOf: error =>
    error instanceof InvalidCredentialsError ? 'refused' : 'unknown',
};
