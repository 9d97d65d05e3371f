import {
  accountName,
  FencedError,
  type PreflightCheck,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  at,
  createAppRole,
  type AppRoleWorld,
} from '../__testUtils__/appRoleWorld';
import { describeOnOpenBao } from '../__testUtils__/openBaoWorld';

jest.setTimeout(60_000);

describeOnOpenBao('the secret ids of an AppRole', world => {
  let role: AppRoleWorld;
  beforeEach(async () => {
    role = await createAppRole(world().server);
  });

  const foreign = async () => (await createAppRole(world().server)).issue();

  async function failedChecks(
    token?: string,
    given?: Awaited<ReturnType<AppRoleWorld['issue']>>,
  ): Promise<PreflightCheck[]> {
    const rotator = await role.rotatorWith({ token });
    const options = { role: role.role };
    const current = given ?? (await role.issue());
    const accounts = rotator.chooseAccounts(options, current);
    const checks = await rotator.preflight(
      { options, accounts, current },
      at(7, 1),
    );
    return checks.filter(({ ok }) => !ok);
  }

  it('are rotated with the documented policy, and preflight names each right that is missing', async () => {
    expect(await failedChecks()).toEqual([]);
    const grants = role.policy.filter(line => line.includes('/role/'));
    expect(grants).toHaveLength(5);
    for (const line of grants) {
      const others = role.policy.filter(each => each !== line);
      const [failed, ...more] = await failedChecks(
        await role.tokenWith(others),
      );
      expect(more).toEqual([]);
      expect(failed?.fix).toBe(`Add to the token's policy: ${line}`);
    }
    const narrower = role.policy.map(line => line.replace('"list", ', ''));
    const [failed] = await failedChecks(await role.tokenWith(narrower));
    expect(failed?.message).toMatch(/it lacks list$/);
  });

  it('are not rotated where a login ends them, or needs none', async () => {
    await role.set({ secret_id_num_uses: 5 });
    expect(await failedChecks()).toEqual([
      expect.objectContaining({
        code: 'vault-approle.settings',
        fix: expect.stringContaining('secret_id_num_uses=0'),
      }),
    ]);
    await role.set({
      bind_secret_id: false,
      token_bound_cidrs: '127.0.0.1/32',
      secret_id_num_uses: 0,
    });
    expect(await failedChecks(undefined, await foreign())).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          message: expect.stringContaining('lets log in without a secret id'),
        }),
      ]),
    );
  });

  it('are not rotated where the accessor in the store is none of the role', async () => {
    expect(await failedChecks(undefined, await foreign())).toEqual([
      expect.objectContaining({ code: 'vault-approle.accessor' }),
    ]);
  });

  it('are left alone by a worker whose run was taken over', async () => {
    const rotator = await role.rotatorWith();
    const current = await role.issue();
    const input = {
      options: { role: role.role },
      account: accountName(role.role),
      current,
      known: [current],
      since: new Date(),
    };
    await rotator.issue(input, at(7, 2));
    const before = await role.look();
    await expect(rotator.issue(input, at(7, 1))).rejects.toThrow(FencedError);
    await expect(
      rotator.revoke({ ...input, keep: current }, at(6, 9)),
    ).rejects.toThrow(FencedError);
    expect(await role.look()).toEqual(before);
  });

  it('are replaced after two thirds of the life that the role gives them', async () => {
    const rotator = await role.rotatorWith();
    const options = { role: role.role };
    const endless = await role.issue();
    expect(
      await rotator.renewal({ options, value: endless }, at(7, 1)),
    ).toBeUndefined();
    await role.set({ secret_id_ttl: '30h' });
    const from = Date.now();
    const value = await role.issue();
    const renewal = await rotator.renewal({ options, value }, at(7, 1));
    const hours = ((renewal?.at.getTime() ?? 0) - from) / 3_600_000;
    expect(hours).toBeGreaterThan(19.9);
    expect(hours).toBeLessThan(20.1);
  });
});
