import { UnavailableError } from '../errors';
import { checkOutcomes, type LoginFinding } from './loginFindings';
import { probesOf, tryEverywhere } from './loginOutcomes';

const REFUSED: LoginFinding<string> = {
  when: 'rejected',
  code: 'db.current-accepted',
  is: 'Accepted everywhere',
  isNot: 'Refused',
  fix: 'Repair it',
};

describe('outcomes of fresh logins', () => {
  it('are told by the number of the place, never by its name', async () => {
    const outcomes = await tryEverywhere(
      ['db-1.internal', 'db-2.internal'],
      async place => (place === 'db-2.internal' ? 'rejected' : 'accepted'),
    );

    expect(outcomes).toEqual([
      { endpoint: 'endpoint 1 of 2', outcome: 'accepted' },
      { endpoint: 'endpoint 2 of 2', outcome: 'rejected' },
    ]);
  });

  it('prove nothing where a value logs in and cannot do the work', () => {
    const answers = ['accepted', 'rejected', 'query-failed', 'unknown'].map(
      outcome => probesOf([{ endpoint: 'endpoint 1 of 1', outcome }])[0].answer,
    );

    expect(answers).toEqual(['accepted', 'rejected', 'unknown', 'unknown']);
  });
});

describe('what preflight says of them', () => {
  it('names every place at which it is not so', () => {
    const outcomes = ['rejected', 'accepted', 'rejected'].map(
      (outcome, at) => ({ endpoint: `endpoint ${at + 1} of 3`, outcome }),
    );

    expect(checkOutcomes(outcomes, [REFUSED])).toEqual([
      {
        code: 'db.current-accepted',
        ok: false,
        message: 'Refused at endpoint 1 of 3, endpoint 3 of 3',
        fix: 'Repair it',
      },
    ]);
  });

  it('is that it is so where no place says otherwise', () => {
    const outcomes = [{ endpoint: 'endpoint 1 of 1', outcome: 'accepted' }];

    expect(checkOutcomes(outcomes, [REFUSED])).toEqual([
      { code: 'db.current-accepted', ok: true, message: 'Accepted everywhere' },
    ]);
  });

  it('waits for a place that does not say, whatever the others do', () => {
    const outcomes = [
      { endpoint: 'endpoint 1 of 2', outcome: 'rejected' },
      { endpoint: 'endpoint 2 of 2', outcome: 'unknown' },
    ];

    expect(() => checkOutcomes(outcomes, [REFUSED])).toThrow(
      new UnavailableError('No answer from endpoint 2 of 2'),
    );
  });
});
