import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import type {
  RotatorPeer,
  RotatorWorld,
} from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { startBreakingProxy } from '@keyturn/dev-peers';
import { startGcpIamStandIn } from '@keyturn/dev-peers/gcp-iam';
import { grantedPermissions } from '../__testUtils__/grantedPermissions';
import { GCP_SERVICE_ACCOUNT } from '../declarations';
import { ServiceAccountKeyRotator } from '../ServiceAccountKeyRotator';
import { readServiceAccountSettings } from '../settings';

const ACCOUNT = 'payments-archiver@payments-prod.iam.gserviceaccount.com';
/** Nothing listens there. */
const NOWHERE = 'http://127.0.0.1:1';
const NO_MARK =
  'Google keeps no mark at a key and does not tell of its use, so a young key that the store does not have is taken for one that the run left behind';

/** Service accounts of a stand-in, which checks signatures and the rights that operators are told to grant. */
export const serviceAccountsOnStandIn: RotatorPeer = {
  name: "keys of GCP service accounts on a stand-in, written from Google's documentation",
  declaration: GCP_SERVICE_ACCOUNT,
  createWorld: () => createWorld(ACCOUNT),
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

async function createWorld(account: string): Promise<RotatorWorld> {
  const standIn = await startGcpIamStandIn();
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-gcp-iam-'));
  const rotatorWith = async (permissions: string[], endpoint: string) => {
    const file = standIn.createAdministrator(permissions);
    const keyFile = join(folder, `${file.private_key_id}.json`);
    await writeFile(keyFile, JSON.stringify(file), { mode: 0o600 });
    const config = new ConfigReader({
      kind: 'gcp-service-account',
      auth: { keyFile },
      endpoint,
    });
    return new ServiceAccountKeyRotator(
      readServiceAccountSettings({ name: 'gcp', config }),
    );
  };
  const granted = await grantedPermissions();
  const { origin } = standIn;
  const first = standIn.createKey(account);
  const stranger = standIn.createKey('stranger@x.iam.gserviceaccount.com');
  return {
    rotator: await rotatorWith(granted, origin),
    options: { account },
    current: valueOf(first),
    refused: valueOf({
      ...first,
      private_key: stranger.private_key,
    }),
    foreign: valueOf(stranger),
    look: async () => standIn.keys(account),
    withoutServer: () => rotatorWith(granted, NOWHERE),
    withoutRights: () => rotatorWith(['iam.serviceAccountKeys.list'], origin),
    interrupt: async point => {
      const { hostname, port } = new URL(origin);
      const target = { host: hostname, port: Number(port) };
      const proxy = await startBreakingProxy(target, point);
      const broken = `http://${proxy.host}:${proxy.port}`;
      return {
        rotator: await rotatorWith(granted, broken),
        wasReached: proxy.wasReached,
        close: proxy.close,
      };
    },
    named: createWorld,
    countCredentials: async () => standIn.keys(account).length,
    addCredential: async () => valueOf(standIn.createKey(account)),
    fill: async () => {
      while (!standIn.isFull(account)) standIn.createKey(account);
    },
    close: async () => {
      await standIn.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A value as a store gives it. */
function valueOf(file: Readonly<Record<string, string>>): SecretValue {
  return SecretValue.of(
    Object.fromEntries(
      Object.entries(file).map(([name, value]) => [
        name,
        { value, secret: name === 'private_key' },
      ]),
    ),
  );
}
