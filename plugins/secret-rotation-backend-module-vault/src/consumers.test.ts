import { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import { secretsManagersForTests } from '@keyturn/dev-peers';
import { AdminClient } from './__testUtils__/adminClient';
import { examplePolicy } from './__testUtils__/examplePolicies';
import { createVaultWorld, type VaultWorld } from './__testUtils__/vaultWorld';

jest.setTimeout(60_000);

const { signal } = new AbortController();
const context = { signal, fence: { run: 12, epoch: 1 } };
const run = { path: 'payments/db-login', runId: 'R-12' };
const STAGED = `secret/data/keyturn-staging/${run.path}/${run.runId}`;

describe.each(secretsManagersForTests())('consumers on $name', peer => {
  let world: VaultWorld;
  beforeAll(async () => {
    world = await createVaultWorld(peer);
    await world.admin.write(run.path, { password: 'first' });
    const value = SecretValue.of({ password: { value: 'next', secret: true } });
    await world.store.stage({ ...run, value }, context);
  });
  afterAll(() => world.close());

  /** A consumer with these policies, each of its own name. */
  async function consumer(...texts: string[]): Promise<AdminClient> {
    const { admin, address } = world;
    const names = texts.map((_, index) => `consumer-${index}`);
    await Promise.all(
      texts.map((policy, index) =>
        admin.call('PUT', `sys/policies/acl/${names[index]}`, { policy }),
      ),
    );
    const token = await admin.createToken('none', '# nothing', {
      policies: names,
    });
    return new AdminClient({ address, token });
  }

  it('read their secret with the example policy, and not what is staged', async () => {
    const reader = await consumer(examplePolicy('consumer'));

    expect(await reader.call('GET', `secret/data/${run.path}`)).toMatchObject({
      data: { data: { password: 'first' } },
    });
    await expect(reader.call('GET', STAGED)).rejects.toThrow('403');
    await expect(reader.write(run.path, { password: 'x' })).rejects.toThrow(
      '403',
    );
  });

  it('with wide policies are kept out of the staging folder by the policy for that', async () => {
    const wide = 'path "secret/*" { capabilities = ["read", "list"] }';
    await expect(
      (await consumer(wide)).call('GET', STAGED),
    ).resolves.toBeDefined();

    const kept = await consumer(wide, examplePolicy('keep-out-of-staging'));

    await expect(kept.call('GET', STAGED)).rejects.toThrow('403');
    await expect(
      kept.call('LIST', 'secret/metadata/keyturn-staging/payments'),
    ).rejects.toThrow('403');
    await expect(
      kept.call('GET', `secret/data/${run.path}`),
    ).resolves.toBeDefined();
  });
});
