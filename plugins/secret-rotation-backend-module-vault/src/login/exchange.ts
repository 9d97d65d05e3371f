import {
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import {
  errorTextOf,
  type VaultAnswer,
  type VaultConnection,
} from '../client/VaultConnection';
import type { Lease } from './Login';

const authAnswer = z.object({
  auth: z.object({
    client_token: z.string(),
    lease_duration: z.number(),
    renewable: z.boolean(),
  }),
});

/**
 * Exchanges credentials for a token at a login method of the server.
 * @throws PermissionDeniedError when the server refuses; it says nothing of what was sent
 */
export async function exchangeForToken(
  connection: VaultConnection,
  login: { name: string; mount: string; body: object; fix: string },
): Promise<Lease> {
  const answer = await connection.send({
    verb: 'write',
    path: `auth/${login.mount}/login`,
    body: login.body,
  });
  if ([400, 401, 403].includes(answer.status)) {
    if (errorTextOf(answer).includes('could not load configuration')) {
      throw new MisconfiguredError(
        `The secrets manager's method of the login with ${login.name} is not configured`,
        `Write auth/${login.mount}/config on the server`,
      );
    }
    throw new PermissionDeniedError(
      `The secrets manager refuses the login with ${login.name}`,
      // A server says the same where there is no such method, if nobody is logged in yet.
      answer.status === 400
        ? login.fix
        : `${login.fix}. Check too that the method is mounted at auth/${login.mount}`,
    );
  }
  return leaseOf(answer);
}

/** The token in an answer. */
export function leaseOf(answer: VaultAnswer): Lease {
  const read = authAnswer.safeParse(answer.body);
  if (!read.success) {
    throw new UnavailableError('The answer to the login is not one of a token');
  }
  const { auth } = read.data;
  return {
    token: auth.client_token,
    ttlMs: auth.lease_duration > 0 ? auth.lease_duration * 1000 : undefined,
    isRenewable: auth.renewable,
  };
}
