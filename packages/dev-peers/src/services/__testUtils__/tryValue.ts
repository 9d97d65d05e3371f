import { clientFor, type ServiceTarget, type TargetClient } from '../clients';

/** By what name tests are known at a target. */
export const TEST_NAME = 'test';

/** What a client makes of a value: `accepted` when it was let in and its query answered. */
export async function tryValue(
  target: ServiceTarget,
  fields: Record<string, string>,
): Promise<string> {
  const client = clientFor(target.kind) as TargetClient<ServiceTarget>;
  try {
    const connection = await client.connect(
      target,
      fields,
      TEST_NAME,
      () => {},
    );
    try {
      await connection.query();
    } finally {
      await connection.close();
    }
    return 'accepted';
  } catch (error) {
    return client.failureOf(error);
  }
}
