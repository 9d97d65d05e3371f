import {
  CreateSecretCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import type { InventoryItem } from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  motoForTests,
  startAwsStandIn,
  startMotoInFolder,
} from '@keyturn/dev-peers';
import { ForeignHand } from './__testUtils__/ForeignHand';
import { errorOf, startScene } from './__testUtils__/standInScene';
import { createStore } from './__testUtils__/testStore';
import type { AwsSecretStore } from './AwsSecretStore';

jest.setTimeout(60_000);

const context = { signal: new AbortController().signal };

async function walk(store: AwsSecretStore, prefix = '') {
  const pages: InventoryItem[][] = [];
  let cursor: string | undefined;
  do {
    const page = await store.inventory({ prefix, cursor }, context);
    pages.push([...page.items]);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return pages;
}

const paths = (pages: InventoryItem[][]) =>
  pages
    .flat()
    .map(({ path }) => path)
    .sort();

interface Server {
  readonly address: string;
  stop(): Promise<void>;
}

/** The servers that this machine has. */
function servers(): Array<{ name: string; start: () => Promise<Server> }> {
  const { binary } = motoForTests();
  const standIn = { name: 'our stand-in', start: () => startAwsStandIn() };
  if (binary === undefined) return [standIn];
  return [standIn, { name: 'moto', start: () => startMotoInFolder(binary) }];
}

describe.each(servers())('the inventory on $name', ({ start }) => {
  let server: Server;
  let hand: ForeignHand;
  beforeAll(async () => {
    server = await start();
    hand = new ForeignHand(server.address);
  });
  afterAll(async () => {
    hand.client.destroy();
    await server.stop();
  });

  it('tells of every secret by name, when it was made and changed, and no value', async () => {
    await hand.write('billing/api', 'first-value');
    await hand.write('payments/login', 'a-value');
    await hand.createEmpty('billing/empty');
    const pages = await walk(createStore(server.address));
    expect(paths(pages)).toEqual(['billing/api', 'payments/login']);
    for (const { createdAt, changedAt } of pages.flat()) {
      expect(createdAt).toBeInstanceOf(Date);
      expect(changedAt).toBeInstanceOf(Date);
    }
    expect(JSON.stringify(pages)).not.toContain('-value');
  });

  it('leaves out where first values wait, and what is not below its prefixes', async () => {
    await hand.write('prod/payments/login', 'a-value');
    await hand.write('prod/keyturn-staging/payments/login/R-7', 'a-value');
    const store = createStore(server.address, { prefix: 'prod/' });
    expect(paths(await walk(store))).toEqual(['payments/login']);
    expect(paths(await walk(store, 'pay'))).toEqual(['payments/login']);
    expect(paths(await walk(store, 'bill'))).toEqual([]);
  });

  it('goes through many secrets page by page', async () => {
    for (let index = 0; index < 51; index += 1)
      await hand.write(`many/secret-${index}`, 'a-value');
    const pages = await walk(createStore(server.address), 'many/');
    expect(pages.map(page => page.length)).toEqual([25, 25, 1]);
    expect(new Set(paths(pages)).size).toBe(51);
  });

  it('tells of the tags', async () => {
    await hand.client.send(
      new CreateSecretCommand({
        Name: 'tagged',
        SecretString: 'a-value',
        Tags: [{ Key: 'team', Value: 'payments' }],
      }),
    );
    const [[tagged]] = await walk(createStore(server.address), 'tagged');
    expect(tagged.tags).toEqual({ team: 'payments' });
  });
});

describe('the inventory', () => {
  it('takes the age from the version that consumers read', async () => {
    const scene = await startScene();
    try {
      await scene.seed('old');
      await scene.hand.client.send(
        new PutSecretValueCommand({
          SecretId: scene.run.path,
          SecretString: 'new',
          VersionStages: ['by-hand'],
        }),
      );
      const described = await scene.store.describe(scene.run, context);
      const [[item]] = await walk(scene.store);
      expect(item.changedAt).toEqual(
        described.versions.find(({ id }) => id === described.current)
          ?.createdAt,
      );
    } finally {
      await scene.close();
    }
  });

  it('names the right to list that is missing, and tells of no age that it may not look up', async () => {
    const scene = await startScene();
    try {
      await scene.seed('old');
      const denied = { status: 400, type: 'AccessDeniedException' };
      scene.aws.trouble(action =>
        action === 'ListSecretVersionIds' ? denied : undefined,
      );
      const [[item]] = await walk(scene.store);
      expect(item.changedAt).toBeUndefined();
      scene.aws.trouble(() => denied);
      expect(await errorOf(walk(scene.store))).toMatchObject({
        message: 'The credential of the store lacks secretsmanager:ListSecrets',
        fix: 'Add to its IAM policy: {"Effect":"Allow","Action":"secretsmanager:ListSecrets","Resource":"*"}',
      });
    } finally {
      await scene.close();
    }
  });
});
