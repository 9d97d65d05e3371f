import { effectsIn } from './postgres';

const line = (session: number, app: string, statement: string) =>
  `2026-11-23 10:00:00.000 UTC [${session}] user=keyturn db=payments app=${app} state=00000 LOG:  statement: ${statement}`;

describe("the target's journal", () => {
  it('tells of logins that Keyturn let in and shut out', () => {
    const log = [
      line(1, 'keyturn', 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE'),
      line(1, 'keyturn', `ALTER ROLE "payments_b" LOGIN PASSWORD 'SCRAM…'`),
      line(2, 'keyturn', 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE'),
      line(2, 'keyturn', 'ALTER ROLE "payments_a" NOLOGIN PASSWORD NULL'),
      line(1, 'keyturn', 'COMMIT'),
      line(2, 'keyturn', 'COMMIT'),
    ].join('\n');
    expect(effectsIn(log)).toEqual([
      { kind: 'activated', account: 'payments_b' },
      { kind: 'revoked', account: 'payments_a' },
    ]);
  });

  it('leaves out what was not committed, what others did, and transactions without such a change', () => {
    const alter = `ALTER ROLE "payments_b" LOGIN PASSWORD 'SCRAM…'`;
    const log = [
      line(1, 'keyturn', alter),
      line(1, 'keyturn', 'ROLLBACK'),
      line(1, 'keyturn', 'BEGIN'),
      line(1, 'keyturn', 'COMMIT'),
      line(2, 'keyturn-world', alter),
      line(2, 'keyturn-world', 'COMMIT'),
      line(3, 'keyturn', alter),
    ].join('\n');
    expect(effectsIn(log)).toEqual([]);
  });
});
