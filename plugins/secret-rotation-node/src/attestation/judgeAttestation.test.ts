import { createHmac } from 'node:crypto';
import { storeVersionId } from '../contracts/SecretStore';
import { SecretValue } from '../SecretValue';
import { judgeAttestation } from './judgeAttestation';

const NONCE = 'a-nonce-of-the-question';
const VALUES = { '1': 'first-password-Lk3nW8', '2': 'second-password-Hd6tB2' };
const CANDIDATES = new Map(
  Object.entries(VALUES).map(([id, value]) => [
    storeVersionId(id),
    SecretValue.text(value),
  ]),
);

const judge = (use: { version: string; value: string; problem?: string }) =>
  judgeAttestation(
    {
      kind: 'answered',
      status: 200,
      body: JSON.stringify({
        instance: 'checkout-1',
        startedAt: '2026-01-01T00:00:00Z',
        uses: [
          {
            path: 'payments/login',
            version: use.version,
            since: '2026-01-01T00:00:00Z',
            hmac: createHmac('sha256', use.value).update(NONCE).digest('hex'),
            problem: use.problem,
          },
        ],
      }),
    },
    {
      path: 'payments/login',
      candidates: CANDIDATES,
      nonce: NONCE,
      now: new Date('2026-06-01T00:00:00Z'),
    },
  );

describe('an attestation', () => {
  it('that names one version and holds the value of another proves what it holds, and shows an old copy', () => {
    expect(judge({ version: '2', value: VALUES['1'] })).toMatchObject({
      strength: 'proven',
      version: '1',
      finding: 'stale-cache',
    });
    expect(judge({ version: '2', value: VALUES['2'] }).finding).toBeUndefined();
  });

  it('that names a version whose value is not at hand is no old copy', () => {
    const answer = judge({ version: '3', value: VALUES['1'] });
    expect(answer).toMatchObject({ strength: 'proven', version: '1' });
    expect(answer.finding).toBeUndefined();
  });

  it.each(['permission-denied', 'wrong-path', 'bad-format'])(
    'may say that %s keeps it from a version, and still proves what it uses',
    problem => {
      expect(
        judge({ version: '1', value: VALUES['1'], problem }),
      ).toMatchObject({ strength: 'proven', version: '1', finding: problem });
    },
  );

  it('says nothing with a word of a later contract', () => {
    const answer = judge({
      version: '1',
      value: VALUES['1'],
      problem: 'of-tomorrow',
    });
    expect(answer).toMatchObject({ strength: 'proven', version: '1' });
    expect(answer.finding).toBeUndefined();
  });
});
