import { describeSecretStore } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { secretsManagersForTests } from '@keyturn/dev-peers';
import { OF_KV } from './__conformance__/peers';
import { AdminClient } from './__testUtils__/adminClient';
import { describeOnOpenBao } from './__testUtils__/openBaoWorld';
import { reasonOf, refusals } from './__testUtils__/refusals';
import { createVaultWorld } from './__testUtils__/vaultWorld';

jest.setTimeout(120_000);

const context = { signal: new AbortController().signal };

// The stand-in has no namespaces.
for (const peer of secretsManagersForTests().filter(
  ({ binary }) => binary !== 'none',
)) {
  describeSecretStore({
    name: `VaultSecretStore in a namespace of ${peer.name}`,
    exemptions: OF_KV,
    createWorld: () =>
      createVaultWorld(peer, async server => {
        await new AdminClient(server).call('POST', 'sys/namespaces/team');
        await new AdminClient({ ...server, namespace: 'team' }).call(
          'POST',
          'sys/namespaces/eu',
        );
        const namespace = 'team/eu';
        await new AdminClient({ ...server, namespace }).mountKv('secret');
        return { namespace };
      }),
  });
}

describeOnOpenBao('namespaces', world => {
  it('are told apart: a path in one is empty in the other', async () => {
    const { admin, server, store } = world();
    await admin.call('POST', 'sys/namespaces/other');
    await new AdminClient({ ...server, namespace: 'other' }).mountKv('secret');
    await admin.write('payments/db', { password: 'of-the-root' });
    const place = { path: 'payments/db' };
    const auth = { token: server.token };

    const here = await store({ auth }).describe(place, context);
    const there = await store({ auth, namespace: 'other' }).describe(
      place,
      context,
    );

    expect([here.current, there.current]).toEqual(['1', undefined]);
  });

  it('are not taken for empty where they do not exist', async () => {
    const { server, store } = world();
    const lost = store({ auth: { token: server.token }, namespace: 'absent' });

    expect(await refusals(lost)).toEqual([
      'The secrets manager has no such namespace. Correct namespace in the entry of the store, or create the namespace',
    ]);
    expect(
      await reasonOf(lost.describe({ path: 'payments/db' }, context)),
    ).toBe('MisconfiguredError: The secrets manager has no such namespace');
  });
});
