import type { RunDetail } from '@keyturn/backstage-plugin-secret-rotation-common';
import { secretsManagersForTests } from '@keyturn/dev-peers';
import { SHARED_LOGIN } from './configuration';
import { ManagedWorld } from './ManagedWorld';

jest.setTimeout(300_000);

// The stand-in has no database engine. A missing OpenBao is named in the output, or an error where it must be there.
const openBao = secretsManagersForTests().find(
  ({ name }) => name === 'OpenBao',
);
const describeIt = openBao ? describe : describe.skip;

describeIt('a static role of a real secrets manager', () => {
  let world: ManagedWorld;
  beforeAll(async () => {
    world = await ManagedWorld.start(openBao?.binary ?? 'none');
  }, 240_000);
  afterAll(() => world?.stop());

  const evidenceOf = ({ attempts }: RunDetail) =>
    attempts.flatMap(({ evidence }) => evidence ?? []).join('\n');

  it('is rotated by the manager when Keyturn asks, and every consumer is led to the new password', async () => {
    const before = await world.credentials();
    const run = await world.rotate();
    const after = await world.credentials();

    expect(run.state).toBe('succeeded');
    expect(after.last_vault_rotation).not.toBe(before.last_vault_rotation);
    expect(world.changes()).toBe(2);
    expect(await world.accepts(before)).toBe(false);
    expect(await world.accepts(after)).toBe(true);
    expect(evidenceOf(run)).toContain('v1 is refused at endpoint 1 of 1');
    expect(evidenceOf(run)).toContain('1 of 1 consumers attested v2');
    for (const { password } of [before, after]) {
      expect(JSON.stringify(run)).not.toContain(password);
      expect(world.portal.log).not.toContain(password);
    }
  });

  it('is rotated once when the answer to the request is lost', async () => {
    const before = await world.credentials();
    const changes = world.changes();
    const lost = world.line.loseAnswer(request =>
      request.toString('latin1').includes('/rotate-role/'),
    );
    const run = await world.rotate();
    await lost;
    const after = await world.credentials();

    expect(run.state).toBe('succeeded');
    expect(await world.accepts(before)).toBe(false);
    expect(await world.accepts(after)).toBe(true);
    expect(world.changes() - changes).toBe(1);
  });

  it("is rotated further without a restart when the portal's own secret id was replaced and destroyed", async () => {
    await world.changeSecretId();
    expect((await world.rotate()).state).toBe('succeeded');
  });

  it('is not rotated where the policy does not accept the interruption', async () => {
    const before = await world.credentials();
    await world.bind({
      rotator: 'watched-postgres',
      policy: 'careful',
    });
    const run = await world.rotate();

    expect(run.state).toBe('refused');
    expect(run.result).toContain('one value at a time');
    expect(await world.credentials()).toMatchObject({
      last_vault_rotation: before.last_vault_rotation,
    });
  });

  it('takes no second rotator', async () => {
    const secret = await world.bind({
      rotator: 'own-postgres',
      policy: 'careful',
    });

    expect(secret.binding).toBe('misconfigured');
    expect(secret.problem?.message).toContain('second rotator');
  });

  it('takes no rotator of Keyturn for a login that the static role rotates too', async () => {
    const plan = await world.portal.api.plan({
      namespace: 'default',
      name: SHARED_LOGIN,
    });

    expect(plan.ready).toBe(false);
    expect(
      plan.checks.find(({ code }) => code === 'vault.static-roles'),
    ).toMatchObject({
      ok: false,
      message:
        'The static role payments-orders of database rotates the login payments_b too',
    });
  });
});
