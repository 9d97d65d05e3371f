import fc from 'fast-check';
import {
  BINDING_STATES,
  DUE_STATES,
  OPEN_RUN_STATES,
  SECRET_BADGES,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { badgeOf, worst } from './badge';

const FACTS = fc.record({
  binding: fc.constantFrom(...BINDING_STATES),
  due: fc.constantFrom(...DUE_STATES),
  openRun: fc.option(fc.constantFrom(...OPEN_RUN_STATES), { nil: undefined }),
  troubled: fc.boolean(),
});
const rank = (badge: (typeof SECRET_BADGES)[number]) =>
  SECRET_BADGES.indexOf(badge);

describe('the badge of a secret', () => {
  it('is never better than any single fact', () => {
    fc.assert(
      fc.property(FACTS, facts => {
        const shown = rank(badgeOf(facts));
        const atMost = [
          facts.binding === 'enrolled'
            ? rank('up-to-date')
            : rank(facts.binding),
          facts.openRun ? rank('rotating') : rank(facts.due),
          facts.openRun === 'blocked' ? rank('blocked') : rank('up-to-date'),
        ];
        return atMost.every(limit => shown <= limit);
      }),
    );
  });

  it('says up to date only when everything is well and nothing runs', () => {
    fc.assert(
      fc.property(
        FACTS,
        facts =>
          badgeOf(facts) !== 'up-to-date' ||
          (facts.binding === 'enrolled' &&
            facts.due === 'up-to-date' &&
            !facts.openRun),
      ),
    );
  });

  it('does not call overdue what is being rotated', () => {
    expect(
      badgeOf({ binding: 'enrolled', due: 'overdue', openRun: 'running' }),
    ).toBe('rotating');
    expect(badgeOf({ binding: 'enrolled', due: 'overdue' })).toBe('overdue');
  });

  it('of several is the worst, of none up to date', () => {
    expect(worst(['due-soon', 'blocked', 'rotating'])).toBe('blocked');
    expect(worst([])).toBe('up-to-date');
  });
});
