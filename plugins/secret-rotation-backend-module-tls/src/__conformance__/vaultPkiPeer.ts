import type { RotatorPeer } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import {
  freePort,
  startInterceptProxy,
  type OpenBao,
} from '@keyturn/dev-peers';
import { VAULT_PKI } from '../declarations';
import { createOpenBaoPki } from '../__testUtils__/openBaoPki';
import {
  KEY_IS_DEAD,
  NOT_OF_CERTIFICATES,
  certificateWorld,
} from './certificates';

/** The PKI engine of a real server, with a mount of its own for each case. */
export function vaultPkiPeer(server: () => OpenBao): RotatorPeer {
  return {
    name: 'The PKI engine of OpenBao',
    declaration: VAULT_PKI,
    exemptions: {
      ...NOT_OF_CERTIFICATES,
      ...KEY_IS_DEAD,
      serverLog: 'its log has no requests, and a private key is never in one',
      fill: 'a certificate takes no room',
    },
    createWorld: async () => {
      const pki = await createOpenBaoPki(server());
      return certificateWorld({
        rotator: pki.rotatorWith(),
        look: pki.certificates,
        withoutServer: async () =>
          pki.rotatorWith({ address: `http://127.0.0.1:${await freePort()}` }),
        withoutRights: async () =>
          pki.rotatorWith({ token: { value: await pki.powerlessToken() } }),
        interrupt: async point => {
          const proxy = await startInterceptProxy(
            server().address,
            point,
            async () => 'break',
          );
          return {
            rotator: pki.rotatorWith({ address: proxy.address }),
            wasReached: proxy.wasReached,
            close: proxy.close,
          };
        },
        close: pki.close,
      });
    },
  };
}
