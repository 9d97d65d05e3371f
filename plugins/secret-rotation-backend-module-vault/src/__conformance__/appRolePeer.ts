import type {
  RotatorPeer,
  RotatorWorld,
} from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { startInterceptProxy } from '@keyturn/dev-peers';
import { VAULT_APPROLE } from '../declarations';
import { createAppRole } from '../__testUtils__/appRoleWorld';

type Server = { readonly address: string; readonly token: string };

/** Nothing listens there. */
const NOWHERE = 'http://127.0.0.1:1';

/** AppRoles of a real server, each in a method of its own, rotated with the rights of the documented policy. */
export function appRolePeer(server: () => Server): RotatorPeer {
  return {
    name: 'Secret ids of AppRoles on OpenBao',
    declaration: VAULT_APPROLE,
    createWorld: () => createWorld(server()),
    exemptions: {
      foreign:
        'a value does not say whose it is; preflight looks for its accessor, tested in AppRoleRotator.test.ts',
      openSession:
        'the token of a login lives until its lease ends, whatever becomes of the secret id',
      withSilentEndpoint: 'there is one endpoint, that of the entry',
      serverLog: 'its log has no requests',
      fill: 'a role has any number of secret ids',
    },
  };
}

async function createWorld(
  server: Server,
  name?: string,
): Promise<RotatorWorld> {
  const world = await createAppRole(server, name);
  const { role, rotatorWith, issue, look } = world;
  return {
    rotator: await rotatorWith(),
    options: { role },
    current: await issue(),
    look,
    countCredentials: async () => (await look()).length,
    addCredential: async use => {
      const value = await issue();
      if (use === 'in-use') {
        await (
          await rotatorWith()
        ).probe(
          { options: { role }, value },
          {
            signal: AbortSignal.timeout(10_000),
          },
        );
      }
      return value;
    },
    withoutServer: () => rotatorWith({ address: NOWHERE }),
    withoutRights: async () =>
      rotatorWith({
        token: await world.tokenWith([
          'path "auth/token/lookup-self" { capabilities = ["read"] }',
        ]),
      }),
    interrupt: async point => {
      const proxy = await startInterceptProxy(
        server.address,
        point,
        async () => 'break',
      );
      return {
        rotator: await rotatorWith({ address: proxy.address }),
        wasReached: proxy.wasReached,
        close: proxy.close,
      };
    },
    named: other => createWorld(server, other),
    close: async () => undefined,
  };
}
