import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PermissionDeniedError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { parse } from 'yaml';
import {
  authWith,
  NEW,
  OLD,
  pinned,
  SERVICE,
  template,
  TestServices,
} from './__testUtils__/TestServices';

/** Of the role Service Account User, which is bound on the account that the service runs as. */
const ACT_AS = 'iam.serviceAccounts.actAs';

let world: TestServices;
let role: string[];
beforeEach(async () => {
  world = await TestServices.start();
  const path = join(__dirname, '../grants/cloud-run-role.yaml');
  role = parse(await readFile(path, 'utf8')).includedPermissions;
});
afterEach(() => world.stop());

const adapterWith = (permissions: string[]) =>
  world.adapter({ movePinned: true }, authWith(world.run.addUser(permissions)));

it('rotates with the role that the module carries, and uses every permission of it', async () => {
  world.create(template(OLD)).route(pinned(`${SERVICE}-00001`, 100));
  const adapter = adapterWith([...role, ACT_AS]);
  await world.reloadUntilTold(adapter);
  world.drain();
  expect(await world.observe(adapter)).toEqual([
    expect.objectContaining({ strength: 'claimed', version: NEW }),
  ]);
  const used = new Set(world.run.requests.map(each => each.permission));
  expect([...used].sort()).toEqual([...role].sort());
});

it('names the permission that is missing', async () => {
  world.create(template(OLD));
  for (const lacking of [...role, ACT_AS]) {
    const rest = [...role, ACT_AS].filter(each => each !== lacking);
    const refusal = world.reload(adapterWith(rest));
    await expect(refusal).rejects.toThrow(PermissionDeniedError);
    await expect(refusal).rejects.toThrow(lacking);
  }
  expect(await world.observe(adapterWith([]))).toEqual([
    expect.objectContaining({
      health: 'unknown',
      finding: 'permission-denied',
    }),
  ]);
});
