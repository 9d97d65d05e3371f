import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  NEW,
  OLD,
  SERVICE,
  template,
  TestServices,
} from './__testUtils__/TestServices';

let world: TestServices;
beforeEach(async () => {
  world = await TestServices.start();
});
afterEach(() => world.stop());

const first = `${SERVICE}-00001`;
const second = `${SERVICE}-00002`;

describe('a service that follows its latest revision', () => {
  it('gets a revision pinned to the version, once, and claims it when requests to the one before have ended', async () => {
    const made = world.create(template(OLD));
    expect(made.calls()).toEqual([OLD]);
    expect(await world.reload()).toEqual({ told: 1 });
    expect(await world.reload()).toEqual({ told: 1 });
    expect(made.revisions).toEqual([first, second]);
    expect(made.calls()).toEqual([NEW]);
    expect(await world.observe()).toEqual([
      expect.objectContaining({ strength: 'none', finding: 'not-reloaded' }),
    ]);
    world.drain();
    expect(await world.observe()).toEqual([
      {
        id: SERVICE,
        health: 'healthy',
        strength: 'claimed',
        version: NEW,
        revision: second,
        since: new Date('2026-11-23T12:00:00Z'),
      },
    ]);
  });

  it.each(['latest', 'current'])(
    'keeps a reference to %s, which new instances read anew',
    async followed => {
      const made = world.create(template(followed));
      made.calls();
      world.current = NEW;
      expect(made.calls()).toEqual([OLD]);
      await world.reload();
      world.drain();
      expect(made.calls()).toEqual([NEW]);
      expect(await world.observe()).toEqual([
        expect.objectContaining({ strength: 'claimed', version: NEW }),
      ]);
      expect(made.template).toEqual({
        ...template(followed),
        annotations: { 'version.keyturn.dev/payments-db-login.69d07e66': NEW },
      });
    },
  );

  it('gets fresh instances when it reads the store by itself', async () => {
    const made = world.create(template());
    const adapter = world.adapter({ references: [] });
    made.calls();
    world.current = NEW;
    await world.reload(adapter);
    world.drain();
    expect(made.calls()).toEqual([NEW]);
    expect(await world.observe(adapter)).toEqual([
      expect.objectContaining({ strength: 'claimed', version: NEW }),
    ]);
  });

  it('goes back to the old version the same way', async () => {
    const made = world.create(template(OLD));
    await world.reload();
    await world.reload(world.adapter(), OLD);
    world.drain();
    expect(made.calls()).toEqual([OLD]);
    expect(await world.observe()).toEqual([
      expect.objectContaining({ strength: 'claimed', version: OLD }),
    ]);
  });

  it('serves the revision before until the new one is ready', async () => {
    const made = world.create(template(OLD));
    world.run.slow = true;
    await world.reload();
    expect(made.calls()).toEqual([OLD]);
    expect(await world.observe()).toEqual([
      expect.objectContaining({ health: 'unknown', finding: 'not-reloaded' }),
    ]);
    expect(await world.reload()).toEqual({ told: 1 });
    expect(world.writes).toBe(1);
  });

  it.each([
    [{ revisionReason: 'HEALTH_CHECK_CONTAINER_ERROR' }, 'crash-loop'],
    [{ reason: 'SECRETS_ACCESS_CHECK_FAILED' }, 'permission-denied'],
  ])(
    'serves on with the old version when the new revision fails (%j), and goes back',
    async (failure, finding) => {
      const made = world.create(template(OLD));
      made.failsWith = failure;
      await world.reload();
      expect(made.calls()).toEqual([OLD]);
      expect(await world.observe()).toEqual([
        expect.objectContaining({ health: 'ill', strength: 'none', finding }),
      ]);
      await expect(world.reload()).rejects.toThrow('cannot start');
      expect(made.revisions).toHaveLength(2);

      made.failsWith = undefined;
      await world.reload(world.adapter(), OLD);
      world.drain();
      expect(made.template).toEqual(template(OLD));
      expect(await world.observe()).toEqual([
        expect.objectContaining({ health: 'healthy', version: OLD }),
      ]);
    },
  );

  it('is left alone when its latest deployment does not serve', async () => {
    const made = world.create(template(OLD));
    made.failsWith = { revisionReason: 'HEALTH_CHECK_CONTAINER_ERROR' };
    const [checkout] = template(OLD).containers ?? [];
    made.deploy({ containers: [{ ...checkout, image: 'broken' }] });
    made.failsWith = undefined;
    const refusal = world.reload();
    await expect(refusal).rejects.toThrow(MisconfiguredError);
    await expect(refusal).rejects.toThrow('later deployment');
    expect(world.writes).toBe(0);
    expect(made.calls()).toEqual([OLD]);
  });

  it('runs the image that runs, where its tag might be another by now', async () => {
    const made = world.create(template(OLD));
    const digest = template(OLD).containers?.[0]?.image;
    const reading = made.get.bind(made);
    made.get = () => {
      const seen = JSON.stringify(reading());
      return JSON.parse(seen.replace(/("template":.*?)@sha256:11/, '$1:v7'));
    };
    await world.reload();
    expect(made.template.containers?.[0]?.image).toBe(digest);
  });

  it('may have a revision name of its owner, which is taken once', async () => {
    const made = world.create({ ...template(OLD), revision: 'checkout-green' });
    await world.reload();
    expect(made.revisions).toEqual(['checkout-green', second]);
  });
});

it('finds a service that uses another secret', async () => {
  world.create(template());
  await expect(world.reload()).rejects.toThrow('refers to no secret');
  expect(await world.observe()).toEqual([
    expect.objectContaining({ strength: 'none', finding: 'wrong-path' }),
  ]);
});
