import { startGcpStandIn } from '@keyturn/dev-peers/gcp';
import { createGcpWorld } from '../__testUtils__/gcpWorld';
import { Caller } from './Caller';
import { SECRET_RIGHTS } from './rights';
import { WriteBudget } from './WriteBudget';

jest.setTimeout(60_000);

const context = { signal: new AbortController().signal };

describe('the connection', () => {
  it('is made again after credentials could not be read, without an unhandled rejection', async () => {
    // Google's library prefers other credentials than a key file, and says so.
    const warning = jest.spyOn(console, 'warn').mockImplementation();
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    const connection: { keyFile?: string; standIn?: object } = {
      keyFile: '/nowhere/key.json',
    };
    const budget = new WriteBudget(600, Date.now);
    const caller = new Caller(connection as object, budget);
    const ask = () =>
      caller.read(SECRET_RIGHTS.get, context, (client, options) =>
        client.getSecret({ name: 'projects/p/secrets/s' }, options),
      );

    const error = await ask().catch(thrown => thrown);
    expect(error).toMatchObject({ name: 'UnavailableError' });
    expect(error.message).not.toContain('/nowhere');

    const standIn = await startGcpStandIn();
    const [host, port] = standIn.endpoint.split(':');
    connection.standIn = { host, port: Number(port) };
    await expect(ask()).rejects.toMatchObject({ name: 'AbsentError' });
    await new Promise(resolve => {
      setImmediate(resolve);
    });
    expect(unhandled).not.toHaveBeenCalled();
    process.off('unhandledRejection', unhandled);
    warning.mockRestore();
    standIn.stop();
  });

  it('to a server of this machine does not wait for an earlier one that had its port', async () => {
    const earlier = await startGcpStandIn();
    const [host, port] = earlier.endpoint.split(':');
    const ask = () =>
      new Caller(
        { standIn: { host, port: Number(port) } },
        new WriteBudget(600, Date.now),
      ).read(SECRET_RIGHTS.get, context, (client, options) =>
        client.getSecret({ name: 'projects/p/secrets/s' }, options),
      );
    earlier.stop();
    await expect(ask()).rejects.toMatchObject({ name: 'UnavailableError' });

    const standIn = await startGcpStandIn({ port: Number(port) });
    await expect(ask()).rejects.toMatchObject({ name: 'AbsentError' });
    standIn.stop();
  });

  it('sends nothing for a caller that has given up already', async () => {
    const world = await createGcpWorld();
    const { path } = world.place();
    await expect(
      world.store.describe({ path }, { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ name: 'UnavailableError' });
    await world.close();
  });
});
