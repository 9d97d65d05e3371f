import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

const REGION = 'us-east-1';

/** An access key of an IAM user. @public */
export interface IamAccessKey {
  readonly id: string;
  readonly secret: string;
}

/** Somebody who may do everything at moto, which checks signatures and rights from now on. @public */
export interface IamHand {
  createUser(user: string, actions?: readonly string[]): Promise<void>;
  createKey(user: string): Promise<IamAccessKey>;
  keys(user: string): Promise<Array<{ id: string; status: string }>>;
  /** Uses a key, as a consumer does. */
  use(key: IamAccessKey): Promise<void>;
}

/** Begins with a moto that was just started, or that is governed already. @public */
export async function governMoto(address: string): Promise<IamHand> {
  // Moto asks nobody for a signature until it is told to.
  await checkAfter(address, 'inf');
  const first = clientOf(address, { id: 'anybody', secret: 'anything' });
  const root = `root-${Date.now()}`;
  await createUser(first, root, ['*']);
  const key = await createKey(first, root);
  first.destroy();
  await checkAfter(address, '0');
  const client = clientOf(address, key);
  return {
    createUser: (user, actions) => createUser(client, user, actions),
    createKey: user => createKey(client, user),
    keys: async user => {
      const { AccessKeyMetadata = [] } = await client.send(
        new ListAccessKeysCommand({ UserName: user }),
      );
      return AccessKeyMetadata.map(({ AccessKeyId = '', Status = '' }) => ({
        id: AccessKeyId,
        status: Status,
      }));
    },
    use: async ({ id, secret }) => {
      const sts = new STSClient({
        ...settingsOf(address),
        credentials: { accessKeyId: id, secretAccessKey: secret },
      });
      await sts.send(new GetCallerIdentityCommand({}));
      sts.destroy();
    },
  };
}

async function checkAfter(address: string, requests: string): Promise<void> {
  await fetch(`${address}/moto-api/reset-auth`, {
    method: 'POST',
    body: requests,
  });
}

async function createUser(
  client: IAMClient,
  user: string,
  actions: readonly string[] = [],
): Promise<void> {
  await client.send(new CreateUserCommand({ UserName: user }));
  if (actions.length === 0) return;
  await client.send(
    new PutUserPolicyCommand({
      UserName: user,
      PolicyName: 'rights',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        // Moto looks up every right on IAM as one on everything.
        Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
      }),
    }),
  );
}

async function createKey(
  client: IAMClient,
  user: string,
): Promise<IamAccessKey> {
  const { AccessKey: made } = await client.send(
    new CreateAccessKeyCommand({ UserName: user }),
  );
  return { id: made?.AccessKeyId ?? '', secret: made?.SecretAccessKey ?? '' };
}

function clientOf(address: string, { id, secret }: IamAccessKey): IAMClient {
  return new IAMClient({
    ...settingsOf(address),
    credentials: { accessKeyId: id, secretAccessKey: secret },
  });
}

function settingsOf(address: string) {
  return { region: REGION, endpoint: address };
}
