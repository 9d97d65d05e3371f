import { createHmac } from 'node:crypto';
import {
  STEPS,
  type RunDetail,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import {
  WORLD_SECRETS,
  type StoredVersion,
  type WorldSecret,
} from '@keyturn/dev-peers/world';
import { ThreeStores } from './world/ThreeStores';

jest.setTimeout(480_000);

const NONCE = 'a-nonce-of-the-three-stores';

let world: ThreeStores;
beforeAll(async () => {
  world = await ThreeStores.start();
  process.stderr.write(`three stores: ${world.descriptions.join('; ')}\n`);
});
afterAll(() => world?.stop());

function refOf({ name }: WorldSecret) {
  return { namespace: 'default', name };
}

async function current({ store, path }: WorldSecret): Promise<StoredVersion> {
  const version = await world.store(store).operator.read(path);
  if (!version) throw new Error(`The ${store} store holds nothing`);
  return version;
}

/** Starts a run for each secret, all in one moment. */
function startAll(secrets: readonly WorldSecret[], reason: string) {
  return Promise.all(
    secrets.map(secret => world.api.startRun(refOf(secret), { reason })),
  );
}

/** Everything that one rotation must have done, by everybody but Keyturn itself. */
async function expectRotated(
  secret: WorldSecret,
  run: RunDetail,
  before: StoredVersion,
): Promise<StoredVersion> {
  const { operator } = world.store(secret.store);
  expect(run).toMatchObject({ state: 'succeeded', turn: { who: 'nobody' } });
  const after = await current(secret);
  expect(after.id).not.toBe(before.id);
  expect(after.fields.username).not.toBe(before.fields.username);
  expect(secret.logins).toContain(after.fields.username);
  expect(await world.login(after.fields)).toBe('accepted');
  expect(await world.login(before.fields)).toBe('refused');
  expect(await operator.read(secret.path, before.id)).toBeUndefined();
  const services = world.servicesOf(secret);
  expect(services.map(({ instance }) => instance).sort()).toEqual(
    secret.services.flatMap(([, instances]) => instances).sort(),
  );
  for (const service of services) {
    expect(await world.attestation(service, NONCE)).toEqual([
      expect.objectContaining({
        path: secret.path,
        version: after.id,
        hmac: createHmac('sha256', after.fields.password)
          .update(NONCE)
          .digest('hex'),
      }),
    ]);
  }
  return after;
}

/** The API's own account of the run: who attested what, which steps were done, and what stands in the audit trail. */
async function expectAccounted(secret: WorldSecret, run: RunDetail) {
  expect(run.gates.map(({ holds }) => holds)).toEqual(
    run.gates.map(() => true),
  );
  expect(run.consumers.map(({ entityRef }) => entityRef).sort()).toEqual(
    secret.services.map(([name]) => `component:default/${name}`).sort(),
  );
  for (const consumer of run.consumers) {
    expect(consumer).toMatchObject({
      attested: run.newVersion,
      strength: 'proven',
      health: 'healthy',
    });
    const [, instances] =
      secret.services.find(([name]) => consumer.entityRef.endsWith(name)) ?? [];
    expect(consumer.instances).toHaveLength(instances?.length ?? 0);
  }
  const { items } = await world.api.listRunEvents(run.id, { limit: 100 });
  const actions = items.map(({ action }) => action);
  expect(actions[0]).toBe('run.created');
  expect(actions.at(-1)).toBe('run.succeeded');
  expect(items[0].actor).toEqual({
    kind: 'service',
    ref: expect.stringContaining('three-stores'),
  });
  const done = items.flatMap(({ action, step }) =>
    action === 'step.done' && step ? [step] : [],
  );
  expect(STEPS.filter(step => !done.includes(step))).toEqual([]);
}

it('rotates a secret in each of three managers at the same time, and nobody notices', async () => {
  const before = await Promise.all(WORLD_SECRETS.map(current));
  const started = await startAll(WORLD_SECRETS, 'All three at once');
  const runs = await Promise.all(started.map(({ id }) => world.closed(id)));

  const after: StoredVersion[] = [];
  for (const [index, secret] of WORLD_SECRETS.entries()) {
    after.push(await expectRotated(secret, runs[index], before[index]));
    await expectAccounted(secret, runs[index]);
  }
  // All of them were under way before the first was over.
  const begins = runs.map(({ createdAt }) => Date.parse(createdAt));
  const ends = runs.map(({ closedAt }) => Date.parse(closedAt ?? ''));
  expect(Math.max(...begins)).toBeLessThan(Math.min(...ends));

  const { served, failed, byService } = world.journals;
  expect(failed).toBe(0);
  expect(served).toBeGreaterThan(0);
  for (const [index, { services }] of WORLD_SECRETS.entries()) {
    for (const [name] of services) {
      expect(byService[name].versions).toEqual([
        before[index].id,
        after[index].id,
      ]);
    }
  }
  const { leaks, files } = await world.leaks({
    gone: before.map(({ fields }) => fields.password),
    current: after.map(({ fields }) => fields.password),
  });
  expect(leaks).toEqual([]);
  expect(files).toBeGreaterThan(10);
});

it('lets a manager that is down hold up its own secret alone', async () => {
  const before = await Promise.all(WORLD_SECRETS.map(current));
  const failedBefore = world.journals.failed;
  const down = WORLD_SECRETS.findIndex(({ store }) => store === 'gcp');
  await world.end('gcp');
  const started = await startAll(WORLD_SECRETS, 'One of them is down');
  for (const [index, secret] of WORLD_SECRETS.entries()) {
    if (index !== down) {
      const run = await world.closed(started[index].id);
      await expectRotated(secret, run, before[index]);
    }
  }
  const waiting = await world.until(
    started[down].id,
    'says why it waits',
    ({ turn }) => turn.cause !== undefined,
  );
  expect(waiting.turn).toMatchObject({
    who: 'keyturn',
    cause: expect.stringMatching(/^[^\n]+$/),
  });
  expect(waiting.closedAt).toBeUndefined();

  await world.restart('gcp');
  const run = await world.closed(started[down].id);
  await expectRotated(WORLD_SECRETS[down], run, before[down]);
  expect(world.journals.failed).toBe(failedBefore);
});
