import {
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import {
  DriftError,
  FencedError,
  MisconfiguredError,
  SecretValue,
  storeVersionId,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  contextOf,
  errorOf,
  password,
  startScene,
  type StandInScene,
} from './__testUtils__/standInScene';
import { documentedActions } from './__testUtils__/documentedActions';
import { createStore } from './__testUtils__/testStore';

jest.setTimeout(60_000);

const context = contextOf(2);

describe('AwsSecretStore', () => {
  let scene: StandInScene;
  beforeEach(async () => {
    scene = await startScene();
  });
  afterEach(() => scene.close());

  const stage = (value: SecretValue, epoch = 2) =>
    scene.store.stage({ ...scene.run, value }, contextOf(epoch));
  const promote = (expected: string | undefined) =>
    scene.store.promote(
      {
        ...scene.run,
        expected: expected === undefined ? undefined : storeVersionId(expected),
      },
      context,
    );

  describe('a JSON secret of which one key is ours', () => {
    it('keeps the other keys through rotation and rollback', async () => {
      const old = await scene.seed(
        '{"host":"db.internal","port":5432,"password":"old"}',
      );
      await stage(password('new'));
      const promoted = await promote(old);
      expect(await scene.json()).toEqual({
        host: 'db.internal',
        port: 5432,
        password: 'new',
      });

      await scene.store.restore(
        { ...scene.run, version: old, expected: promoted },
        context,
      );

      expect(await scene.json()).toEqual({
        host: 'db.internal',
        port: 5432,
        password: 'old',
      });
    });

    it('stops as drift when somebody changed another key since it was staged', async () => {
      const old = await scene.seed('{"host":"one","password":"old"}');
      await stage(password('new'));
      await scene.seed('{"host":"two","password":"old"}');

      expect(await errorOf(promote(old))).toBeInstanceOf(DriftError);

      expect(await scene.json()).toEqual({ host: 'two', password: 'old' });
    });

    it('stops as drift when the staged copy has other keys that are out of date', async () => {
      const old = await scene.seed('{"host":"one","password":"old"}');
      const changed = await scene.seed('{"host":"two","password":"old"}');
      await stage(password('new'));
      // Changed back: the run's comparison alone would pass.
      await moveCurrent(changed, old);

      expect(await errorOf(promote(old))).toBeInstanceOf(DriftError);

      expect(await scene.json()).toEqual({ host: 'one', password: 'old' });
    });
  });

  it('keeps a plain text plain', async () => {
    const old = await scene.seed('old text');
    await stage(SecretValue.text('new text'));
    await promote(old);
    expect(await scene.hand.read(scene.run.path)).toBe('new text');
  });

  it('refuses a value that is too large before anything is written', async () => {
    await scene.seed('{"password":"old"}');
    scene.aws.trouble(refuseWrites);
    expect(await errorOf(stage(password('x'.repeat(65_536))))).toBeInstanceOf(
      MisconfiguredError,
    );
  });

  it('leaves AWSCURRENT and AWSPREVIOUS alone on a secret when the run is over', async () => {
    const old = await scene.seed('{"password":"old"}');
    await stage(password('new'));
    const labels = await scene.hand.labels(scene.run.path);
    expect(Object.values(labels).flat()).toContain('AWSPENDING');

    const promoted = await promote(old);
    await scene.store.discardStaged(scene.run, context);

    expect(await scene.hand.labels(scene.run.path)).toEqual({
      [old]: ['AWSPREVIOUS'],
      [promoted]: ['AWSCURRENT'],
    });
    await scene.store.destroy(
      { path: scene.run.path, versions: [old] },
      context,
    );
    expect(await scene.hand.labels(scene.run.path)).toEqual({
      [promoted]: ['AWSCURRENT'],
    });
  });

  it('keeps the old version under a label of its run while others move those of AWS', async () => {
    const old = await scene.seed('{"password":"old"}');
    await stage(password('new'));
    await promote(old);
    await scene.seed('{"password":"foreign"}');
    const foreign = await scene.seed('{"password":"foreign again"}');

    await scene.store.restore(
      { ...scene.run, version: old, expected: foreign },
      context,
    );

    expect(await scene.json()).toEqual({ password: 'old' });
  });

  describe('a reply that is lost', () => {
    it.each(['PutSecretValue', 'UpdateSecretVersionStage'])(
      'of %s leads to no second version when it is tried again',
      async lost => {
        const old = await scene.seed('{"password":"old"}');
        let isLost = false;
        scene.aws.trouble(action => {
          if (action !== lost || isLost) {
            return undefined;
          }
          isLost = true;
          return 'lose the reply';
        });
        const value = password('new');
        expect(await errorOf(stage(value))).toBeInstanceOf(UnavailableError);
        await stage(value);
        await promote(old);

        expect(await scene.json()).toEqual({ password: 'new' });
        expect(await versionCount()).toBe(2);
      },
    );

    it('of the promotion finds the promotion when it is tried again', async () => {
      const old = await scene.seed('{"password":"old"}');
      await stage(password('new'));
      scene.aws.trouble(action =>
        action === 'UpdateSecretVersionStage' ? 'lose the reply' : undefined,
      );
      expect(await errorOf(promote(old))).toBeInstanceOf(UnavailableError);
      scene.aws.trouble(() => undefined);

      const promoted = await promote(old);

      const { current } = await scene.store.describe(scene.run, context);
      expect(promoted).toBe(current);
      expect(await scene.json()).toEqual({ password: 'new' });
    });

    it('of a promotion that somebody took back stops as drift, and what they chose stays', async () => {
      const old = await scene.seed('{"password":"old"}');
      await stage(password('new'));
      scene.aws.trouble(action =>
        action === 'UpdateSecretVersionStage' ? 'lose the reply' : undefined,
      );
      expect(await errorOf(promote(old))).toBeInstanceOf(UnavailableError);
      scene.aws.trouble(() => undefined);
      const { current } = await scene.store.describe(scene.run, context);
      await moveCurrent(String(current), old);

      expect(await errorOf(promote(old))).toBeInstanceOf(DriftError);

      expect(await scene.json()).toEqual({ password: 'old' });
    });
  });

  describe('workers of the same run', () => {
    it('refuse to stage after a newer one', async () => {
      await scene.seed('{"password":"old"}');
      await stage(password('newer'), 3);
      expect(await errorOf(stage(password('older'), 2))).toBeInstanceOf(
        FencedError,
      );
      expect((await staged())?.reveal('password')).toBe('newer');
    });

    it('take nothing from a newer one by a request that arrives late', async () => {
      const old = await scene.seed('{"password":"old"}');
      await stage(password('older'), 2);
      const [late] = Object.entries(await scene.hand.labels(scene.run.path))
        .filter(([, labels]) => labels.includes('AWSPENDING'))
        .map(([, labels]) => labels);
      await stage(password('newer'), 3);
      // The older worker's write, under the labels of its epoch, lands only now.
      await scene.hand.client.send(
        new PutSecretValueCommand({
          SecretId: scene.run.path,
          SecretString: '{"password":"older"}',
          VersionStages: late,
        }),
      );

      expect((await staged())?.reveal('password')).toBe('newer');
      await promote(old);
      expect(await scene.json()).toEqual({ password: 'newer' });
    });

    it('take over an equal value without writing it again', async () => {
      await scene.seed('{"password":"old"}');
      await stage(password('new'), 2);
      await stage(password('new'), 3);
      expect(
        scene.aws.actions.filter(action => action === 'PutSecretValue'),
      ).toHaveLength(1);
      expect(await errorOf(stage(password('new'), 2))).toBeInstanceOf(
        FencedError,
      );
    });
  });

  it('stages beside another run, and each reads its own', async () => {
    await scene.seed('{"password":"old"}');
    const other = { ...scene.run, runId: 'R-13' };
    await stage(password('of twelve'));
    await scene.store.stage({ ...other, value: password('of 13') }, context);

    expect((await staged())?.reveal('password')).toBe('of twelve');
    expect(
      (await scene.store.readStaged(other, context))?.reveal('password'),
    ).toBe('of 13');
  });

  it("stops when AWS's own rotation has staged something", async () => {
    await scene.seed('{"password":"old"}');
    await scene.hand.client.send(
      new PutSecretValueCommand({
        SecretId: scene.run.path,
        SecretString: '{"password":"of a lambda"}',
        VersionStages: ['AWSPENDING'],
      }),
    );
    expect(await errorOf(stage(password('new')))).toBeInstanceOf(DriftError);
  });

  describe('the first value of a secret', () => {
    it('is refused unless the store may create secrets', async () => {
      const error = await errorOf(stage(password('first')));
      expect(error).toBeInstanceOf(MisconfiguredError);
      expect(error).toMatchObject({
        fix: expect.stringContaining('provision: true'),
      });
    });

    it('waits in a secret of its own, which is gone afterwards', async () => {
      const store = createStore(scene.aws.address, { provision: true });
      const waiting = 'keyturn-staging/payments/db/R-12';
      await store.stage({ ...scene.run, value: password('first') }, context);
      expect(await scene.hand.exists(scene.run.path)).toBe(false);
      expect(await scene.hand.exists(waiting)).toBe(true);

      await store.promote({ ...scene.run, expected: undefined }, context);

      expect(await scene.json()).toEqual({ password: 'first' });
      expect(await scene.hand.exists(waiting)).toBe(false);
    });

    it('goes into a secret that was made without one', async () => {
      const store = createStore(scene.aws.address, { provision: true });
      await scene.hand.createEmpty(scene.run.path);
      await store.stage({ ...scene.run, value: password('first') }, context);
      expect(await scene.hand.labels(scene.run.path)).toEqual({});

      const promoted = await store.promote(
        { ...scene.run, expected: undefined },
        context,
      );

      expect(await scene.hand.labels(scene.run.path)).toEqual({
        [promoted]: ['AWSCURRENT'],
      });
    });
  });

  it('needs exactly the actions that the documentation grants', async () => {
    const [rotation, firstValue] = documentedActions();
    const usedSince = (start: number) =>
      [...new Set(scene.aws.actions.slice(start))]
        .map(action => `secretsmanager:${action}`)
        .sort();
    const old = await scene.seed('{"password":"old"}');
    const before = scene.aws.actions.length;
    await scene.store.preflight(scene.run, context);
    await stage(password('new'));
    const promoted = await promote(old);
    await scene.store.restore(
      { ...scene.run, version: old, expected: promoted },
      context,
    );
    await scene.store.discardStaged(scene.run, context);
    await scene.store.destroy(
      { path: scene.run.path, versions: [promoted] },
      context,
    );
    // Without what the foreign hand did.
    expect(usedSince(before)).toEqual(rotation);

    const run = { path: 'payments/fresh', runId: 'R-13' };
    const store = createStore(scene.aws.address, { provision: true });
    await store.stage({ ...run, value: password('first') }, context);
    await store.promote({ ...run, expected: undefined }, context);
    expect(usedSince(before)).toEqual(
      [...new Set([...(rotation ?? []), ...(firstValue ?? [])])].sort(),
    );
  });

  it('puts the prefix of the entry before every path', async () => {
    await scene.hand.write('/prod/payments/db', '{"password":"old"}');
    const store = createStore(scene.aws.address, { prefix: '/prod/' });
    expect(
      (await store.describe(scene.run, context)).current,
    ).not.toBeUndefined();
  });

  it.each([
    'payments/*',
    'payments//db',
    '/payments/db',
    'payments/db/',
    'arn:aws:secretsmanager:eu-central-1:1:secret:x',
    'keyturn-staging/payments/db/R-1',
    'x'.repeat(513),
  ])('refuses the path %s before any request', async path => {
    const error = await errorOf(scene.store.describe({ path }, context));
    expect(error).toBeInstanceOf(MisconfiguredError);
    expect(scene.aws.actions).toEqual([]);
  });

  it('lists versions of more than one page, oldest first', async () => {
    await scene.seed('{"password":"0"}');
    for (let written = 1; written <= 101; written++) {
      await scene.hand.client.send(
        new PutSecretValueCommand({
          SecretId: scene.run.path,
          SecretString: `{"password":"${written}"}`,
        }),
      );
    }
    const { current, versions } = await scene.store.describe(
      scene.run,
      context,
    );
    expect(versions).toHaveLength(102);
    expect(versions.at(-1)?.id).toBe(current);
  });

  async function staged() {
    return scene.store.readStaged(scene.run, context);
  }

  async function versionCount() {
    const { versions } = await scene.store.describe(scene.run, context);
    return versions.length;
  }

  async function moveCurrent(from: string, to: string) {
    await scene.hand.client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: scene.run.path,
        VersionStage: 'AWSCURRENT',
        RemoveFromVersionId: from,
        MoveToVersionId: to,
      }),
    );
  }
});

function refuseWrites(action: string) {
  return ['DescribeSecret', 'GetSecretValue'].includes(action)
    ? undefined
    : { status: 500, type: 'WriteReached' };
}
