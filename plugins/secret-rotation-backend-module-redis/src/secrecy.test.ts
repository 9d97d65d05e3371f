import { readFile } from 'node:fs/promises';
import type { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import { createClient } from '@redis/client';
import { at, createRedisWorld } from './__testUtils__/redisWorld';
import { describeOnRedis, withRedis } from './__testUtils__/withRedis';

jest.setTimeout(30_000);

function isIn(text: string, value: SecretValue): boolean {
  const bytes = Buffer.from(value.reveal('password'));
  return [
    bytes.toString(),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('hex'),
  ].some(form => text.includes(form));
}

describeOnRedis('what the server writes down', () => {
  const servers = withRedis(1, {
    settings: { loglevel: 'debug', 'slowlog-log-slower-than': '0' },
  });

  it('of a whole rotation and of a refused one holds no password', async () => {
    const [server] = servers();
    const world = await createRedisWorld([server]);
    const monitor = createClient({
      url: `redis://default:${server.password}@${server.host}:${server.port}`,
    });
    await monitor.connect();
    const seen: string[] = [];
    await monitor.monitor(line => seen.push(String(line)));

    const { rotator, current } = world;
    const options = rotator.parseOptions(world.options);
    const accounts = rotator.chooseAccounts(options, current);
    const value = rotator.generate({ options, account: accounts.new, current });
    await world.command(server, 'ACL', 'SETUSER', world.admin, '-acl|setuser');
    await expect(
      rotator.activate({ options, accounts, value }, at(1, 1)),
    ).rejects.toMatchObject({
      name: 'PermissionDeniedError',
      fix: expect.stringContaining('+acl|setuser'),
    });
    await world.command(server, 'ACL', 'SETUSER', world.admin, '+acl|setuser');
    await rotator.activate({ options, accounts, value }, at(1, 1));
    await rotator.probe({ options, value }, at(1, 1));
    await rotator.revoke(
      { options, account: accounts.new, keep: value },
      at(1, 1),
    );
    await rotator.probe({ options, value: current }, at(1, 1));

    const lists = [
      await world.command(server, 'ACL', 'LOG'),
      await world.command(server, 'SLOWLOG', 'GET', '1000'),
      await world.command(server, 'ACL', 'LIST'),
    ];
    monitor.destroy();
    const written = [
      await readFile(server.logFile, 'utf8'),
      await readFile(server.aclFile, 'utf8'),
      JSON.stringify(lists),
      seen.join('\n'),
    ].join('\n');
    expect(written).toContain('AUTH');
    expect(written).toContain('acl|setuser');
    // Compared by hand: a failing matcher would print the value.
    expect([isIn(written, value), isIn(written, current)]).toEqual([
      false,
      false,
    ]);
    await world.close();
  });
});
