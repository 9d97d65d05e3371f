import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findMotoServer, startMoto } from '@keyturn/dev-peers';
import { governMoto } from '@keyturn/dev-peers/aws-iam';
import { z } from 'zod';
import type { TargetKind } from '../contracts';
import { CredentialWatch } from './CredentialWatch';

const REGION = 'us-east-1';
const USER = 'payments-archiver';
const ADMIN = 'keyturn';

const policyShape = z.object({
  Statement: z.array(z.object({ Action: z.array(z.string()) })),
});

/** Access keys of IAM as moto does it, which checks signatures and rights. */
export const awsIam: TargetKind = {
  name: 'AWS IAM access keys',
  traits: { issues: 'issued', overlap: 'dual', accounts: 'one' },
  standIn: 'moto, an emulator',
  failpoints: 'rotator',
  missing: () =>
    findMotoServer()
      ? undefined
      : 'moto (no moto_server found; set KEYTURN_MOTO_SERVER)',

  start: async ({ folder }) => {
    const binary = findMotoServer();
    if (!binary) throw new Error('There is no moto on this machine');
    const { address, pid, stop } = await startMoto({
      binary,
      dataDir: join(folder, 'moto'),
    });
    const hand = await governMoto(address);
    await hand.createUser(ADMIN, documentedActions());
    await hand.createUser(USER);
    const admin = await hand.createKey(ADMIN);
    const first = await hand.createKey(USER);
    const watch = await CredentialWatch.start(async () => {
      const keys = await hand.keys(USER);
      return keys.map(({ id }) => ({ id, account: id }));
    });
    return {
      entry: { kind: 'aws-iam', region: REGION, endpoint: address },
      configuration: {
        aws: {
          mainAccount: { accessKeyId: admin.id, secretAccessKey: admin.secret },
        },
      },
      allow: [USER],
      options: { user: USER },
      firstValue: {
        accessKeyId: first.id,
        secretAccessKey: first.secret,
        userName: USER,
      },
      publicFields: ['accessKeyId', 'userName'],
      endpoints: [
        { kind: 'aws-access-key', endpoint: address, region: REGION },
      ],
      effects: () => watch.effects(),
      server: {
        pid,
        stop: async () => {
          await watch.stop();
          await stop();
        },
      },
    };
  },
};

/** What operators are told to grant. */
function documentedActions(): string[] {
  const module = dirname(
    require.resolve(
      '@keyturn/backstage-plugin-secret-rotation-backend-module-aws-iam/package.json',
    ),
  );
  const text = readFileSync(join(module, 'grants/access-keys.json'), 'utf8');
  return policyShape
    .parse(JSON.parse(text))
    .Statement.flatMap(({ Action }) => Action);
}
