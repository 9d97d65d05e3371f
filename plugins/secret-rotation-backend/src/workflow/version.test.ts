import {
  VERSION_STATES,
  type VersionState,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import { activatable, moveVersion } from './version';

const LEGAL = [
  'pending → current',
  'pending → revoked',
  'current → previous',
  'current → revoked',
  'previous → current',
  'previous → revoked',
  'revoked → destroyed',
];

describe('a version', () => {
  it.each(LEGAL)('moves %s', move => {
    const [from, to] = move.split(' → ') as [VersionState, VersionState];
    expect(moveVersion(from, to)).toBe(to);
  });

  it('stays where it is when a step is repeated, and makes no other move', () => {
    const moves = VERSION_STATES.flatMap(from =>
      VERSION_STATES.map(to => ({ from, to })),
    );
    for (const { from, to } of moves.filter(each => each.from === each.to)) {
      expect(moveVersion(from, to)).toBe(from);
    }
    const illegal = moves.filter(
      ({ from, to }) => from !== to && !LEGAL.includes(`${from} → ${to}`),
    );
    expect(illegal).toHaveLength(20 - LEGAL.length);
    for (const { from, to } of illegal) {
      expect(() => moveVersion(from, to)).toThrow(
        `does not move from ${from} to ${to}`,
      );
    }
  });
});

describe('the value that the target is told', () => {
  const value = (text: string) =>
    SecretValue.of({ value: { value: text, secret: true } });

  it('is the durable one, never one that lives in memory alone', () => {
    const durable = value('durable');
    const generated = value('generated');
    expect(activatable({ durable, generated })).toBe(durable);
    expect(activatable({ durable: undefined, generated })).toBeUndefined();
  });
});
