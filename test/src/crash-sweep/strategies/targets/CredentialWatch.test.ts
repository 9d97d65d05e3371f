import { CredentialWatch, type HeldCredential } from './CredentialWatch';

const held = (...ids: string[]): HeldCredential[] =>
  ids.map(id => ({ id, account: `account of ${id}` }));

describe('the journal of a target that keeps none', () => {
  it('tells once what has come and what has gone, and nothing of what was there before', async () => {
    let now = held('old');
    const watch = await CredentialWatch.start(async () => now);
    await expect(watch.effects()).resolves.toEqual([]);
    now = held('old', 'new');
    await expect(watch.effects()).resolves.toEqual([
      { kind: 'activated', account: 'account of new' },
    ]);
    now = held('new');
    await expect(watch.effects()).resolves.toEqual([
      { kind: 'revoked', account: 'account of old' },
    ]);
    await expect(watch.effects()).resolves.toEqual([]);
    await watch.stop();
  });

  it('fails when the target cannot be asked, in place of telling of nothing', async () => {
    let isThere = true;
    const watch = await CredentialWatch.start(async () => {
      if (!isThere) throw new Error('gone');
      return held('old');
    });
    isThere = false;
    await expect(watch.effects()).rejects.toThrow('gone');
    await watch.stop();
  });
});
