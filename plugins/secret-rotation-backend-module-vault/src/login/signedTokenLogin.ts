import type { Credential } from './credentials';
import { exchangeForToken } from './exchange';
import type { LoginFactory } from './Login';

/** A login that exchanges a signed token, in a role, for one of the server: JWT and Kubernetes. */
export function signedTokenLogin(options: {
  readonly name: string;
  readonly mount: string;
  readonly role: string;
  readonly jwt: Credential;
  /** What to do when the server refuses. */
  readonly fix: string;
}): LoginFactory {
  const { name, mount, role, fix } = options;
  return connection => ({
    isRepeatable: true,
    async login() {
      const jwt = await options.jwt.read();
      const body = { role, jwt };
      return exchangeForToken(connection, { name, mount, body, fix });
    },
  });
}
