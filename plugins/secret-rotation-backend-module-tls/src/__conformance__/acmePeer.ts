import type { RotatorPeer } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { freePort } from '@keyturn/dev-peers';
import { ACME } from '../declarations';
import type { PebbleWorld } from '../__testUtils__/pebbleWorld';
import {
  KEY_IS_DEAD,
  NOT_OF_CERTIFICATES,
  certificateWorld,
} from './certificates';

/** An ACME server, with one account for all cases. */
export function acmePeer(pebble: () => PebbleWorld): RotatorPeer {
  return {
    name: 'Pebble, with a stand-in for the revocation list that it lacks',
    declaration: ACME,
    exemptions: {
      ...NOT_OF_CERTIFICATES,
      ...KEY_IS_DEAD,
      interrupt:
        'Pebble speaks TLS alone, which our proxy does not look into; that a repeated revoke is success another case tries',
      withoutRights: 'Pebble gives every account every name',
      serverLog: 'a private key is never in a request',
      fill: 'a certificate takes no room',
    },
    createWorld: async () => {
      return certificateWorld({
        rotator: pebble().rotatorWith(),
        look: pebble().statuses,
        withoutServer: async () => {
          const nowhere = `127.0.0.1:${await freePort()}`;
          return pebble().rotatorWith({
            directory: `https://${nowhere}/dir`,
            revocationList: { url: `http://${nowhere}/list.crl` },
          });
        },
        close: async () => undefined,
      });
    },
  };
}
