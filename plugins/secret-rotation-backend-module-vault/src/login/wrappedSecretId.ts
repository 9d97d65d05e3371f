import {
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import { dataOf, type VaultConnection } from '../client/VaultConnection';
import { writtenText, type Credential } from './credentials';

const lookupAnswer = z.object({ creation_path: z.string() });
const secretIdAnswer = z.object({
  secret_id: writtenText,
});

/**
 * A secret id that is delivered in a wrapping token, which opens once. What was in it is kept in memory for later
 * logins; another wrapping token in its place is opened in turn.
 */
export function wrappedSecretId(
  connection: VaultConnection,
  given: { mount: string; wrappingToken: Credential },
): Credential {
  const { key } = given.wrappingToken;
  let opened: { wrappingToken: string; secretId: string } | undefined;
  return {
    key,
    async read() {
      const wrappingToken = await given.wrappingToken.read();
      if (opened?.wrappingToken !== wrappingToken) {
        await refuseForeign(connection, { ...given, wrappingToken, key });
        const secretId = await unwrap(connection, wrappingToken, key);
        opened = { wrappingToken, secretId };
      }
      return opened.secretId;
    },
  };
}

/** Whoever intercepted a secret id could hand on a wrapping token of their own: it would not come from the role. */
async function refuseForeign(
  connection: VaultConnection,
  given: { mount: string; wrappingToken: string; key: string },
): Promise<void> {
  const answer = await connection.send({
    verb: 'write',
    path: 'sys/wrapping/lookup',
    body: { token: given.wrappingToken },
  });
  if ([400, 403].includes(answer.status)) {
    throw usedUp(given.key);
  }
  const path = lookupAnswer.safeParse(dataOf(answer)).data?.creation_path;
  if (path === undefined) {
    throw notUnderstood();
  }
  const prefix = `auth/${given.mount}/role/`;
  if (!path.startsWith(prefix) || !path.endsWith('/secret-id')) {
    throw new MisconfiguredError(
      `The wrapping token of ${given.key} holds something else than a secret id of auth/${given.mount}`,
      'Find out who issued it: it may be forged. Then wrap a new secret id',
    );
  }
}

async function unwrap(
  connection: VaultConnection,
  token: string,
  key: string,
): Promise<string> {
  const answer = await connection.send({
    verb: 'write',
    path: 'sys/wrapping/unwrap',
    token,
  });
  if ([400, 403].includes(answer.status)) {
    throw usedUp(key);
  }
  const read = secretIdAnswer.safeParse(dataOf(answer)).data;
  if (!read) {
    throw notUnderstood();
  }
  return read.secret_id;
}

function usedUp(key: string): PermissionDeniedError {
  return new PermissionDeniedError(
    `The wrapping token of ${key} was used before or has expired`,
    'If this backend did not open it, somebody else did: have its secret id destroyed. Then wrap a new one',
  );
}

function notUnderstood(): UnavailableError {
  return new UnavailableError(
    'The answer to the opening of a wrapping token is not understood',
  );
}
