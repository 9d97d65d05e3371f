import { Sessions } from './Sessions';

describe('a session', () => {
  const refused = new Set<string>();
  let now = 1_000_000;
  let shown: string[] = [];
  let whileShown = () => {};
  const sessions = () =>
    new Sessions(
      async token => {
        shown.push(token);
        whileShown();
        return !refused.has(token);
      },
      () => now,
    );
  beforeEach(() => {
    refused.clear();
    shown = [];
    whileShown = () => {};
  });

  it('goes on until its token expires', async () => {
    const open = sessions();
    await open.begin('a', now + 4_000);
    now += 3_999;
    await open.begin('b', now + 4_000);
    expect(shown).toEqual(['a']);
    now += 1_000;
    await open.begin('c', now + 4_000);
    expect(shown).toEqual(['a', 'b']);
    expect(open.takeLoss()).toBe(false);
  });

  it('is lost when its token is refused before, which is told once', async () => {
    const open = sessions();
    await open.begin('a', now + 4_000);
    now += 1_000;
    refused.add('a');
    await open.begin('b', now + 4_000);
    expect(open.takeLoss()).toBe(true);
    now += 1_000;
    await open.begin('c', now + 4_000);
    expect(open.takeLoss()).toBe(false);
  });

  it('is not lost when its token expires while it is shown', async () => {
    const open = sessions();
    await open.begin('a', now + 4_000);
    now += 3_000;
    refused.add('a');
    whileShown = () => {
      now += 1_000;
    };
    await open.begin('b', now + 9_000);
    expect(shown).toEqual(['a']);
    expect(open.takeLoss()).toBe(false);
  });
});
