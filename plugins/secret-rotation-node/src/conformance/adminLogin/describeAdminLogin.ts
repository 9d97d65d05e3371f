import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OwnCredentials } from '../../contracts/OwnCredential';
import { MisconfiguredError, PermissionDeniedError } from '../../errors';
import { SecretValue } from '../../SecretValue';
import { at, Scene } from '../rotator/scene';
import type { AdminLoginPeer, AdminLoginWorld } from './peer';

const SECRET = { store: 'vault-prod', path: 'platform/administrator' };

type LogIn = Parameters<OwnCredentials['use']>[1];

/**
 * Holds a rotator to what the administrator's login promises, in Jest, whose globals it needs: it comes from a file or a
 * store, and can itself be rotated while it is in use.
 * @public
 */
export function describeAdminLogin(peer: AdminLoginPeer): void {
  const { declaration, nameField, codes } = peer;
  let world: AdminLoginWorld;
  beforeEach(async () => {
    world = await peer.createWorld();
  });
  afterEach(async () => {
    await world.service.close();
    await world.administrator.close();
  });

  const rotationOf = (
    secret: AdminLoginWorld['service'],
    rotator = secret.rotator,
  ) => new Scene({ ...secret, rotator }, declaration);

  async function failedCodes(scene: Scene): Promise<string[]> {
    const checks = await scene.preflight();
    return checks.filter(({ ok }) => !ok).map(({ code }) => code);
  }

  it('is read from a store at every login, so it is rotated in the midst of a rotation without a restart', async () => {
    let stored = world.administrator.current;
    const tries: LogIn[] = [];
    const use: OwnCredentials['use'] = (reference, tryIt) => {
      assert.deepEqual(reference, SECRET);
      tries.push(tryIt);
      return { read: async () => stored };
    };
    const rotator = world.rotatorBy({ secret: SECRET }, { use });
    const ofService = rotationOf(world.service, rotator);
    const ofAdministrator = rotationOf(world.administrator);
    const [logIn, ...others] = tries;
    assert.deepEqual(others, []);

    assert.deepEqual(await failedCodes(ofService), []);
    await ofAdministrator.makeAndActivate();
    await ofService.makeAndActivate();
    stored = ofAdministrator.next;
    await logIn(at(7, 1));
    await ofAdministrator.revokeOld();
    await ofService.revokeOld();

    stored = ofAdministrator.old;
    await ofService.expectError(logIn(at(7, 1)), PermissionDeniedError);
    assert.ok((await failedCodes(ofService)).includes(codes.refused));
    stored = SecretValue.text('no login');
    await ofService.expectError(logIn(at(7, 1)), MisconfiguredError);
  });

  it('is read from a file at every login', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'keyturn-admin-'));
    try {
      const file = join(folder, 'admin.json');
      const write = (value: SecretValue) =>
        writeFile(
          file,
          JSON.stringify({
            [nameField]: value.reveal(nameField),
            password: value.reveal('password'),
          }),
        );
      const rotator = world.rotatorBy({ file });
      const ofService = rotationOf(world.service, rotator);
      const ofAdministrator = rotationOf(world.administrator);

      const [check] = (await ofService.preflight()).filter(({ ok }) => !ok);
      assert.equal(check.code, codes.refused);
      assert.match(check.message, /^The file of .+\.admin holds no login$/);
      assert.ok(check.fix?.includes(`${nameField} and password`));

      await write(ofAdministrator.old);
      await ofService.makeAndActivate();
      await ofAdministrator.makeAndActivate();
      await write(ofAdministrator.next);
      await ofAdministrator.revokeOld();
      await ofService.revokeOld();
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is not rotated by itself, also where its name shows at the login only', async () => {
    const { administrator, rotatorBy } = world;
    const use = () => ({ read: async () => administrator.current });
    const rotator = rotatorBy({ secret: SECRET }, { use });
    const checks = await failedCodes(rotationOf(administrator, rotator));
    assert.ok(checks.includes(codes.own));
  });
}
