import { storeVersionId } from '@keyturn/backstage-plugin-secret-rotation-node';
import { createGcpWorld } from '../__testUtils__/gcpWorld';

jest.setTimeout(60_000);

const context = { signal: new AbortController().signal };

describe('the debug output of Google’s client', () => {
  it('shows no value of the store, also when it is switched on', async () => {
    const before = { ...process.env };
    const written: string[] = [];
    const stderr = jest
      .spyOn(process.stderr, 'write')
      .mockImplementation(text => written.push(String(text)) > 0);
    const error = jest
      .spyOn(console, 'error')
      .mockImplementation((...texts) => written.push(...texts.map(String)));
    process.env.GOOGLE_SDK_NODE_LOGGING = '*';
    try {
      const world = await createGcpWorld();
      const { path } = world.place();
      await world.write(path, 'first-value');
      const read = () =>
        world.store.readVersion(
          { path, version: storeVersionId('1') },
          context,
        );
      // That the output is on shows in the calls of the test itself.
      expect(written.join()).toContain('addSecretVersion request');
      written.length = 0;

      expect((await read())?.reveal('value')).toBe('first-value');

      expect(written.join()).not.toContain('accessSecretVersion');
      await world.close();
    } finally {
      process.env = before;
      stderr.mockRestore();
      error.mockRestore();
    }
  });
});
