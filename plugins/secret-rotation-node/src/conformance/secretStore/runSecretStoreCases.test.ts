import { runConformanceProgram } from './conformanceProgram';
import { runSecretStoreCases } from './runSecretStoreCases';
import { secretStoreCases } from './secretStoreCases';
import type { SecretStoreWorld } from './world';

const CASES = secretStoreCases();

/** A world that keeps no promise: every call fails with a text that must not be shown. */
function brokenWorld(more: Partial<SecretStoreWorld> = {}): SecretStoreWorld {
  const fail = () => {
    throw new Error('a text with the-password in it');
  };
  const answers: Partial<SecretStoreWorld> = {
    place: () => ({ path: 'payments/db' }),
    ...more,
  };
  return new Proxy(answers, {
    get: (_, name) =>
      Reflect.get(answers, name) ??
      (['seed', 'intercept', 'readAsConsumer'].includes(String(name))
        ? fail
        : undefined),
  }) as SecretStoreWorld;
}

describe('the cases without a test framework', () => {
  it('have names of their own, and more than forty of them', () => {
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
    expect(CASES.length).toBeGreaterThan(40);
  });

  it('are counted as broken where the store breaks them, without what strangers said, and the world is closed', async () => {
    const lines: string[] = [];
    const close = jest.fn();
    const tally = await runSecretStoreCases(
      { name: 'broken', createWorld: async () => brokenWorld({ close }) },
      line => lines.push(line),
    );
    expect(tally).toEqual({ passed: 0, failed: CASES.length, skipped: 0 });
    expect(lines.join('\n')).not.toContain('the-password');
    expect(lines.join('\n')).toContain(
      'The world has no prune: give it one, or name an exemption',
    );
    expect(close).toHaveBeenCalledTimes(1);
  });

  it('are skipped with the reason of their exemption, and of no other', async () => {
    const lines: string[] = [];
    const tally = await runSecretStoreCases(
      {
        name: 'exempt',
        createWorld: async () => brokenWorld(),
        exemptions: { prune: 'it keeps every version' },
      },
      line => lines.push(line),
    );
    const skipped = CASES.filter(({ needs }) => needs === 'prune');
    expect(tally.skipped).toBe(skipped.length);
    for (const { name } of skipped) {
      expect(lines).toContain(`skipped ${name}: it keeps every version`);
    }
  });

  it.each([
    ['names nothing', { nonsense: 'why' }, {}],
    [
      'outlived its reason',
      { prune: 'it keeps every version' },
      { prune: async () => undefined },
    ],
  ])('do not begin with an exemption that %s', async (_, exemptions, more) => {
    const close = jest.fn();
    const world = brokenWorld({ ...more, close });
    const peer = { name: 'peer', createWorld: async () => world, exemptions };
    await expect(runSecretStoreCases(peer, () => undefined)).rejects.toThrow();
  });
});

describe('the program', () => {
  it('ends with code 1 and a line of JSON when a promise is broken', async () => {
    const written: string[] = [];
    const write = jest
      .spyOn(process.stdout, 'write')
      .mockImplementation(chunk => written.push(String(chunk)) > 0);
    const before = process.exitCode;
    try {
      const peer = { name: 'broken', createWorld: async () => brokenWorld() };
      await runConformanceProgram('mine', [peer], ['--json']);
      expect(process.exitCode).toBe(1);
    } finally {
      process.exitCode = before;
      write.mockRestore();
    }
    expect(JSON.parse(written.at(-1) ?? '')).toEqual({
      name: 'mine',
      passed: 0,
      failed: CASES.length,
      skipped: 0,
    });
  });
});
