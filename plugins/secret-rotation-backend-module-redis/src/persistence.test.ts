import { mkdir, rmdir, unlink } from 'node:fs/promises';
import { UnavailableError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { createRedisWorld, savedUsers } from './__testUtils__/redisWorld';
import { rotationOf } from './__testUtils__/rotationOf';
import { describeOnRedis, withRedis } from './__testUtils__/withRedis';

jest.setTimeout(30_000);

describeOnRedis('a server that refuses ACL SAVE', () => {
  const servers = withRedis();

  it('has the step tried again until the new password would survive a restart; the old one works all the while', async () => {
    const [server] = servers();
    const world = await createRedisWorld([server]);
    const { activate, answers } = rotationOf(world);
    // What is saved is renamed onto the file, which a folder does not allow.
    await unlink(server.aclFile);
    await mkdir(server.aclFile);
    await expect(activate()).rejects.toThrow(UnavailableError);
    expect(await answers(world.current)).toEqual(['accepted']);

    await rmdir(server.aclFile);
    await activate();
    const [line] = await savedUsers(server, world.user);
    expect(line.match(/#/g)).toHaveLength(2);
    expect(await world.command(server, 'ACL', 'LOAD')).toBe('OK');
    expect(await answers()).toEqual(['accepted']);
    await world.close();
  });
});
