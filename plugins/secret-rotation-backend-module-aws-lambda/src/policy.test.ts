import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PermissionDeniedError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { NEW, OLD, TestFunctions } from './__testUtils__/TestFunctions';

interface Policy {
  Statement: Array<{ Action: string | string[]; Resource: string }>;
}

let world: TestFunctions;
let policy: Policy;
beforeEach(async () => {
  world = await TestFunctions.start();
  const text = await readFile(join(__dirname, '../policy/lambda.json'), 'utf8');
  policy = JSON.parse(text.replaceAll('payments-*', 'checkout-*'));
});
afterEach(() => world.stop());

const actionsOf = ({ Statement }: Policy) =>
  Statement.flatMap(({ Action }) => Action);

/** A whole rotation through an alias, with capacity that moves from version to version. */
async function rotate(document: Policy) {
  const made = world.release();
  made.capacity.put('1', 1);
  made.capacity.complete();
  world.current = NEW;
  const user = world.lambda.addUser(JSON.stringify(document));
  const adapter = world.adapter({ alias: 'live' }, user);
  await world.reload(adapter).catch(() => undefined); // the capacity is on its way
  await world.reload(adapter);
  world.drain();
  return world.observe(adapter);
}

it('rotates with the policy that the module carries, and uses every action of it', async () => {
  expect(await rotate(policy)).toEqual([
    expect.objectContaining({ strength: 'claimed', version: NEW }),
  ]);
  const used = new Set(
    world.lambda.requests.map(({ action }) => `lambda:${action}`),
  );
  expect([...used].sort()).toEqual([...actionsOf(policy)].sort());
});

it('names the action that a policy lacks', async () => {
  world.create();
  for (const lacking of [
    'lambda:GetFunctionConfiguration',
    'lambda:UpdateFunctionConfiguration',
  ]) {
    const Statement = policy.Statement.map(each => ({
      ...each,
      Action: [each.Action].flat().filter(action => action !== lacking),
    }));
    const user = world.lambda.addUser(JSON.stringify({ Statement }));
    const refusal = world.reload(world.adapter({}, user));
    await expect(refusal).rejects.toThrow(PermissionDeniedError);
    await expect(refusal).rejects.toThrow(lacking);
  }
});

it('reaches no function outside of the policy', async () => {
  world.create();
  const user = world.lambda.addUser(
    JSON.stringify(policy).replaceAll('checkout-*', 'payments-*'),
  );
  const adapter = world.adapter({}, user);
  await expect(world.reload(adapter, OLD)).rejects.toThrow(
    PermissionDeniedError,
  );
  expect(await world.observe(adapter)).toEqual([
    expect.objectContaining({
      strength: 'none',
      finding: 'permission-denied',
    }),
  ]);
});
