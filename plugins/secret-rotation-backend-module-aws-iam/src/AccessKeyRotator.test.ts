import { accountName } from '@keyturn/backstage-plugin-secret-rotation-node';
import { randomBytes } from 'node:crypto';
import type { AccessKey } from './accessKeyFields';
import type { AccessKeyRotator } from './AccessKeyRotator';
import { NoRoomError } from './client/failures';
import { grantedActions } from './__testUtils__/grantedActions';
import { governMoto, type IamHand } from '@keyturn/dev-peers/aws-iam';
import { withMoto } from './__testUtils__/withMoto';
import { accessKeyValue, at, rotatorAt } from './__testUtils__/testRotator';

jest.setTimeout(120_000);

const moto = withMoto();

// What is missing was named by then.
(moto ? describe : describe.skip)('the two-key limit, on moto', () => {
  let hand: IamHand;
  let user: string;
  let first: AccessKey;
  let rotator: AccessKeyRotator;

  beforeEach(async () => {
    const address = moto?.() ?? '';
    const name = randomBytes(4).toString('hex');
    user = `payments-${name}`;
    hand = await governMoto(address);
    await hand.createUser(user);
    await hand.createUser(`keyturn-${name}`, grantedActions());
    first = await hand.createKey(user);
    rotator = rotatorAt(address, await hand.createKey(`keyturn-${name}`));
  });

  const ids = async () => (await hand.keys(user)).map(({ id }) => id);
  const issue = (since: Date) =>
    rotator.issue(
      {
        options: { user },
        account: accountName(user),
        current: accessKeyValue(first),
        known: [accessKeyValue(first)],
        since,
      },
      at(7, 2),
    );

  it('makes way for a new key by what the run left behind, never by the key that is in use', async () => {
    const since = new Date();
    const orphan = await hand.createKey(user);
    const value = await issue(since);
    expect((await ids()).sort()).toEqual(
      [first.id, value.reveal('accessKeyId')].sort(),
    );
    expect(await ids()).not.toContain(orphan.id);
    expect(value.reveal('bucket')).toBe('payments-archive');
  });

  it('is refused with what to do where the other key is older, or in use', async () => {
    const other = await hand.createKey(user);
    const later = new Date(Date.now() + 60_000);
    await expect(issue(later)).rejects.toThrow(NoRoomError);
    await hand.use(other);
    await expect(issue(new Date(0))).rejects.toThrow(NoRoomError);
    expect((await ids()).sort()).toEqual([first.id, other.id].sort());
  });

  it('fails preflight where there is a key that the store does not have', async () => {
    await hand.createKey(user);
    const current = accessKeyValue(first);
    const accounts = rotator.chooseAccounts({ user }, current);
    const checks = await rotator.preflight(
      { options: { user }, accounts, current },
      at(7, 1),
    );
    expect(checks.filter(({ ok }) => !ok)).toEqual([
      expect.objectContaining({ code: 'aws-iam.room' }),
    ]);
  });

  it('has the other key refused where its value is lost', async () => {
    await issue(new Date());
    const [keep] = [accessKeyValue(first)];
    const account = accountName(user);
    await rotator.revoke({ options: { user }, account, keep }, at(7, 2));
    expect(await ids()).toEqual([first.id]);
  });
});
