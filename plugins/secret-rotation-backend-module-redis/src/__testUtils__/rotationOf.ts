import type { AclUserRotator } from '../AclUserRotator';
import { at, type RedisWorld } from './redisWorld';

/** The steps of one rotation of a world's user, one by one. */
export function rotationOf(
  { options: given, current, rotator: own }: RedisWorld,
  rotator: AclUserRotator = own,
) {
  const options = rotator.parseOptions(given);
  const accounts = rotator.chooseAccounts(options, current);
  const account = accounts.new;
  const value = rotator.generate({ options, account, current });
  return {
    value,
    failed: async () =>
      (
        await rotator.preflight({ options, accounts, current }, at(1, 1))
      ).filter(({ ok }) => !ok),
    activate: () => rotator.activate({ options, accounts, value }, at(1, 1)),
    revoke: () => rotator.revoke({ options, account, keep: value }, at(1, 1)),
    answers: async (of = value) =>
      (await rotator.probe({ options, value: of }, at(1, 1))).map(
        ({ answer }) => answer,
      ),
  };
}
