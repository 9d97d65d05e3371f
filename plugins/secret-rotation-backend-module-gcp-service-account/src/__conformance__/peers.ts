import type { RotatorPeer } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { createServiceAccountWorld } from '../__testUtils__/serviceAccountWorld';
import { GCP_SERVICE_ACCOUNT } from '../declarations';

const NO_MARK =
  'Google keeps no mark at a key and does not tell of its use, so a young key that the store does not have is taken for one that the run left behind';

/** Service accounts of a stand-in, which checks signatures and the rights that operators are told to grant. */
export const serviceAccountsOnStandIn: RotatorPeer = {
  name: "keys of GCP service accounts on a stand-in, written from Google's documentation",
  declaration: GCP_SERVICE_ACCOUNT,
  createWorld: () => createServiceAccountWorld(),
  exemptions: {
    openSession:
      'an access token that was bought with a key lives on for an hour; Google ends none',
    withSilentEndpoint: 'there is one token endpoint',
    serverLog: 'the stand-in has no log',
    'issue: never removes what somebody else had issued during the run':
      NO_MARK,
    'issue: never removes a credential that came during the run and is in use':
      NO_MARK,
    'revoke: leaves credentials of somebody else in the same account alone':
      NO_MARK,
  },
};
