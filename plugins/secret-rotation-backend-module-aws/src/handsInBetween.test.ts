import {
  DescribeSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import {
  DriftError,
  MisconfiguredError,
  UnavailableError,
  type SecretStore,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { startInterceptProxy } from '@keyturn/dev-peers';
import {
  contextOf,
  password,
  startScene,
  type StandInScene,
} from './__testUtils__/standInScene';
import { createStore } from './__testUtils__/testStore';

jest.setTimeout(60_000);

const MOST_REQUESTS = 30;
const context = contextOf(2);

type Hand = (scene: StandInScene, old: StoreVersionId) => Promise<void>;
type Method = 'stage' | 'promote' | 'restore' | 'discardStaged' | 'destroy';

/** What a person or a Lambda may do to labels; none of it changes what consumers read. */
const HANDS: Record<string, Hand> = {
  'takes AWSPENDING away': scene => take(scene, 'AWSPENDING'),
  'takes a label of the run away': scene => take(scene, 'keyturn/'),
  'takes all labels of the run away': async scene => {
    await take(scene, 'AWSPENDING');
    for (let label = 0; label < 3; label++) await take(scene, 'keyturn/');
  },
  'moves AWSPENDING to the current version': async (scene, old) => {
    const [from] = await holderOf(scene, 'AWSPENDING');
    await move(scene, { label: 'AWSPENDING', from, to: old });
  },
};

describe('a label that is moved by hand between any two requests', () => {
  it.each(
    (
      ['stage', 'promote', 'restore', 'discardStaged', 'destroy'] as const
    ).flatMap(method =>
      Object.keys(HANDS).map(hand => [method, hand] as const),
    ),
  )(
    'leaves during %s (somebody %s) one of the two values current, and a repeat at the worst a reason',
    async (method, hand) => {
      let request = 0;
      let wasReached = true;
      while (wasReached && request < MOST_REQUESTS) {
        request += 1;
        wasReached = await survives(method, HANDS[hand], request);
      }
      expect(wasReached).toBe(false);
      expect(request).toBeGreaterThan(1);
    },
  );
});

/** @returns whether the method sent so many requests */
async function survives(
  method: Method,
  hand: Hand,
  request: number,
): Promise<boolean> {
  const scene = await startScene();
  try {
    const old = await scene.seed('{"password":"old"}');
    const kept = await prepare(scene, method, old);
    const held = await startInterceptProxy(
      scene.aws.address,
      { request, moment: 'before' },
      async () => {
        await hand(scene, kept);
        return 'go on';
      },
    );
    const first = createStore(held.address);
    await settle(run(first, scene, method, { old, current: kept }));
    await held.close();

    const again = await settle(
      run(scene.store, scene, method, { old, current: kept }),
    );
    const { password: read } = Object(await scene.json());
    expect(['old', 'new']).toContain(read);
    if (!again) {
      // It says that it is done.
      expect(await isDone(scene, method, old)).toBe(true);
    }
    return held.wasReached();
  } finally {
    await scene.close();
  }
}

/** @returns the version that is current before the method */
async function prepare(
  scene: StandInScene,
  method: Method,
  old: StoreVersionId,
): Promise<StoreVersionId> {
  if (method === 'stage') return old;
  await scene.store.stage({ ...scene.run, value: password('new') }, context);
  if (method !== 'restore' && method !== 'destroy') return old;
  return scene.store.promote({ ...scene.run, expected: old }, context);
}

async function run(
  store: SecretStore,
  scene: StandInScene,
  method: Method,
  versions: { old: StoreVersionId; current: StoreVersionId },
): Promise<unknown> {
  const { run: place } = scene;
  const { old, current } = versions;
  switch (method) {
    case 'stage':
      return store.stage({ ...place, value: password('new') }, context);
    case 'promote':
      return store.promote({ ...place, expected: old }, context);
    case 'restore':
      return store.restore(
        { ...place, version: old, expected: current },
        context,
      );
    case 'discardStaged':
      return store.discardStaged(place, context);
    default:
      return store.destroy({ ...place, versions: [old] }, context);
  }
}

async function isDone(
  scene: StandInScene,
  method: Method,
  old: StoreVersionId,
): Promise<boolean> {
  const { password: current } = Object(await scene.json());
  const labels = await scene.hand.labels(scene.run.path);
  switch (method) {
    case 'stage': {
      const staged = await scene.store.readStaged(scene.run, context);
      return staged?.reveal('password') === 'new' && current === 'old';
    }
    case 'promote':
      return current === 'new';
    case 'restore':
      return current === 'old';
    case 'discardStaged':
      return !JSON.stringify(labels).includes('keyturn/');
    default:
      return labels[old] === undefined;
  }
}

/** @returns what it failed with: a reason that the contract knows */
async function settle(action: Promise<unknown>): Promise<Error | undefined> {
  const error = await action.then(
    () => undefined,
    thrown => thrown,
  );
  const kinds = [DriftError, MisconfiguredError, UnavailableError];
  expect(!error || kinds.some(kind => error instanceof kind)).toBe(true);
  return error;
}

async function holderOf(
  scene: StandInScene,
  label: string,
): Promise<[id?: string, label?: string]> {
  const { VersionIdsToStages = {} } = await scene.hand.client.send(
    new DescribeSecretCommand({ SecretId: scene.run.path }),
  );
  for (const [id, labels] of Object.entries(VersionIdsToStages)) {
    const found = labels.find(each => each.startsWith(label));
    if (found) return [id, found];
  }
  return [];
}

async function take(scene: StandInScene, prefix: string): Promise<void> {
  const [from, label] = await holderOf(scene, prefix);
  if (label) await move(scene, { label, from });
}

async function move(
  scene: StandInScene,
  { label, from, to }: { label: string; from?: string; to?: string },
): Promise<void> {
  await scene.hand.client.send(
    new UpdateSecretVersionStageCommand({
      SecretId: scene.run.path,
      VersionStage: label,
      RemoveFromVersionId: from,
      MoveToVersionId: to,
    }),
  );
}
