import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { startGcpIamStandIn } from '@keyturn/dev-peers/gcp-iam';
import type { TargetKind } from '../contracts';
import { CredentialWatch } from './CredentialWatch';

const ACCOUNT = 'payments-archiver@payments-prod.iam.gserviceaccount.com';

/** Keys of service accounts at a stand-in for Google's IAM and token endpoint, in the process of the world. */
export const gcpServiceAccount: TargetKind = {
  name: 'GCP service account keys',
  traits: { issues: 'issued', overlap: 'dual', accounts: 'one' },
  standIn: "a server of ours on Google's documentation",
  failpoints: 'rotator',
  missing: () => undefined,

  start: async ({ folder }) => {
    const standIn = await startGcpIamStandIn();
    const keyFile = join(folder, 'keyturn-credentials.json');
    const admin = standIn.createAdministrator(documentedPermissions());
    await writeFile(keyFile, JSON.stringify(admin), { mode: 0o600 });
    const first = standIn.createKey(ACCOUNT);
    const watch = await CredentialWatch.start(async () =>
      standIn
        .keys(ACCOUNT)
        .filter(({ disabled }) => !disabled)
        .map(({ id }) => ({ id, account: id })),
    );
    return {
      entry: {
        kind: 'gcp-service-account',
        auth: { keyFile },
        endpoint: standIn.origin,
      },
      allow: [ACCOUNT],
      options: { account: ACCOUNT },
      firstValue: first,
      publicFields: Object.keys(first).filter(name => name !== 'private_key'),
      endpoints: [
        { kind: 'gcp-service-account', tokenUrl: `${standIn.origin}/token` },
      ],
      effects: () => watch.effects(),
      server: {
        stop: async () => {
          await watch.stop();
          await standIn.stop();
        },
      },
    };
  },
};

/** The role that operators are told to make. */
function documentedPermissions(): string[] {
  const module = dirname(
    require.resolve(
      '@keyturn/backstage-plugin-secret-rotation-backend-module-gcp-service-account/package.json',
    ),
  );
  const role = readFileSync(
    join(module, 'grants/key-rotator-role.yaml'),
    'utf8',
  );
  return [...role.matchAll(/^ {2}- (\S+)$/gm)].map(([, right]) => right);
}
