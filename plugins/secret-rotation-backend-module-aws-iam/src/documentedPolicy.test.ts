import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  accountName,
  PermissionDeniedError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { grantedActions } from './__testUtils__/grantedActions';
import { governMoto } from '@keyturn/dev-peers/aws-iam';
import { withMoto } from './__testUtils__/withMoto';
import { accessKeyValue, at, rotatorAt } from './__testUtils__/testRotator';

jest.setTimeout(120_000);

const read = (path: string) =>
  readFileSync(join(__dirname, '..', path), 'utf8');

it('the page tells operators to grant what the tests run with', () => {
  const page = read('../../docs/integrations/aws-iam.md');
  const [, policy = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
  expect(JSON.parse(policy)).toEqual(
    JSON.parse(read('grants/access-keys.json')),
  );
});

const moto = withMoto();

// What is missing was named by then.
(moto ? describe : describe.skip)('the documented policy, on moto', () => {
  /** What a rotator with these actions says to a rotation, up to the new key. */
  async function tryWith(actions: readonly string[]) {
    const address = moto?.() ?? '';
    const name = randomBytes(4).toString('hex');
    const [user, keyturn] = [`payments-${name}`, `keyturn-${name}`];
    const hand = await governMoto(address);
    await hand.createUser(user);
    await hand.createUser(keyturn, actions);
    const rotator = rotatorAt(address, await hand.createKey(keyturn));
    const current = accessKeyValue(await hand.createKey(user));
    const options = { user };
    const accounts = rotator.chooseAccounts(options, current);
    const checks = await rotator.preflight(
      { options, accounts, current },
      at(1, 1),
    );
    const issue = () =>
      rotator.issue(
        {
          ...{ options, account: accountName(user), since: new Date() },
          ...{ current, known: [current] },
        },
        at(1, 1),
      );
    const failed = checks.filter(({ ok }) => !ok).map(({ code }) => code);
    return { failed, issue, keys: () => hand.keys(user) };
  }

  it('is enough', async () => {
    const { failed, issue, keys } = await tryWith(grantedActions());
    expect(failed).toEqual([]);
    await issue();
    expect(await keys()).toHaveLength(2);
  });

  const CREATE = 'iam:CreateAccessKey';
  const without = (action: string) =>
    tryWith(grantedActions().filter(each => each !== action));

  it.each(grantedActions().filter(action => action !== CREATE))(
    'without %s is refused by name, and writes nothing',
    async action => {
      const { failed, keys } = await without(action);
      expect(failed).toEqual([action.replace('iam:', 'aws-iam.')]);
      expect(await keys()).toHaveLength(1);
    },
  );

  it('without the right to make keys, which AWS has no way to try, is refused when the first is made', async () => {
    const { issue, keys } = await without(CREATE);
    await expect(issue()).rejects.toThrow(PermissionDeniedError);
    expect(await keys()).toHaveLength(1);
  });
});
