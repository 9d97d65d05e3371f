import { FAULTS, type Fault } from './__testUtils__/faults';
import { inMemoryPeer, KINDS } from './__testUtils__/inMemoryPeer';
import { casesFor, type RotatorPeer } from './peer';
import { rotatorCases } from './rotatorCases';
import {
  runRotatorCases,
  runRotatorConformanceProgram,
} from './runRotatorCases';

jest.setTimeout(60_000);

const kinds = Object.keys(KINDS) as Array<keyof typeof KINDS>;

async function linesOf(peer: RotatorPeer) {
  const lines: string[] = [];
  const tally = await runRotatorCases(peer, line => lines.push(line));
  return { lines, tally };
}

describe('the cases of rotators', () => {
  it('have names of their own, and each is for some kind of rotator', () => {
    const cases = rotatorCases();
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
    for (const one of cases) {
      expect(kinds.filter(kind => one.isFor(KINDS[kind]))).not.toEqual([]);
    }
  });

  it.each(kinds)('are kept by %s that keep every promise', async kind => {
    const { lines, tally } = await linesOf(inMemoryPeer(kind));
    expect(lines.filter(line => line.startsWith('FAILED'))).toEqual([]);
    expect(tally.passed).toBe(casesFor(inMemoryPeer(kind)).length);
    expect(tally.passed).toBeGreaterThan(40);
  });

  it.each(Object.keys(FAULTS) as Fault[])(
    'notice a rotator that %s',
    async fault => {
      const noticed: string[] = [];
      for (const kind of kinds) {
        const peer = inMemoryPeer(kind, fault);
        for (const { name, run } of casesFor(peer)) {
          if (!name.includes(FAULTS[fault])) continue;
          await run().catch(() => noticed.push(name));
        }
      }
      expect(noticed).not.toEqual([]);
    },
  );

  it('are skipped with the reason of their exemption, which names an ability or a case', async () => {
    const [{ name: first }] = rotatorCases();
    const { createWorld, ...peer } = inMemoryPeer('issued keys');
    const { lines, tally } = await linesOf({
      ...peer,
      createWorld: async () => ({ ...(await createWorld()), fill: undefined }),
      exemptions: { fill: 'it is never full', [first]: 'for the test' },
    });
    expect(tally.skipped).toBe(2);
    expect(tally.failed).toBe(0);
    expect(lines).toContain(`skipped ${first}: for the test`);
    expect(lines.join('\n')).toContain(': it is never full');
  });

  it('fail where the world cannot do what they need, and say so', async () => {
    const { createWorld, ...peer } = inMemoryPeer('issued keys');
    const { lines } = await linesOf({
      ...peer,
      createWorld: async () => ({ ...(await createWorld()), fill: undefined }),
    });
    expect(lines.join('\n')).toContain(
      'The world has no fill: give it one, or name an exemption',
    );
  });

  it.each([
    ['names nothing', { nonsense: 'why' }],
    ['outlived its reason', { fill: 'it is never full' }],
  ])('do not begin with an exemption that %s', async (_, exemptions) => {
    const peer = { ...inMemoryPeer('issued keys'), exemptions };
    await expect(linesOf(peer)).rejects.toThrow();
  });

  it('end the program with code 1 and a line of JSON when a promise is broken', async () => {
    const written: string[] = [];
    const write = jest
      .spyOn(process.stdout, 'write')
      .mockImplementation(chunk => written.push(String(chunk)) > 0);
    const before = process.exitCode;
    try {
      await runRotatorConformanceProgram(
        'mine',
        [inMemoryPeer('one account with one value', 'activates again')],
        ['--json'],
      );
      expect(process.exitCode).toBe(1);
    } finally {
      process.exitCode = before;
      write.mockRestore();
    }
    const { name, failed, skipped } = JSON.parse(written.at(-1) ?? '');
    expect({ name, skipped }).toEqual({ name: 'mine', skipped: 0 });
    expect(failed).toBeGreaterThan(0);
  });
});
