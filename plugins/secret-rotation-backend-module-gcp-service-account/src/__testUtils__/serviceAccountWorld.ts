import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { RotatorWorld } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { startBreakingProxy } from '@keyturn/dev-peers';
import { startGcpIamStandIn } from '@keyturn/dev-peers/gcp-iam';
import { ServiceAccountKeyRotator } from '../ServiceAccountKeyRotator';
import { readServiceAccountSettings } from '../settings';
import { grantedPermissions } from './grantedPermissions';

const ACCOUNT = 'payments-archiver@payments-prod.iam.gserviceaccount.com';
/** Nothing listens there. */
const NOWHERE = 'http://127.0.0.1:1';

/** One secret of a service account at a stand-in, and a rotator with exactly the documented rights. */
export interface ServiceAccountWorld extends RotatorWorld {
  readonly rotator: ServiceAccountKeyRotator;
  readonly account: string;
  /** Scheme, host and port of the stand-in. */
  readonly origin: string;
  /** Another rotator at it, whose own account has these permissions. */
  rotatorWith(permissions: string[]): Promise<ServiceAccountKeyRotator>;
  addCredential(): Promise<SecretValue>;
}

export async function createServiceAccountWorld(
  account: string = ACCOUNT,
): Promise<ServiceAccountWorld> {
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
    account,
    origin,
    rotatorWith: permissions => rotatorWith(permissions, origin),
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
    named: createServiceAccountWorld,
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
