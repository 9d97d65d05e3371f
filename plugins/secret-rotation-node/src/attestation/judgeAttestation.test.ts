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

/** Values of several secret fields, in the order in which a store that sorts names returns them. */
const ofFields = (versions: Record<string, Record<string, string>>) =>
  new Map(
    Object.entries(versions).map(([id, fields]) => [
      storeVersionId(id),
      SecretValue.of(
        Object.fromEntries(
          Object.entries(fields).map(([name, value]) => [
            name,
            { value, secret: true },
          ]),
        ),
      ),
    ]),
  );

const judge = (
  use: { version: string; value: string; problem?: string },
  candidates = CANDIDATES,
) =>
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
      candidates,
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

  it('with the value that the new version carries as its previous one proves the old version', () => {
    const candidates = ofFields({
      '1': { previous: 'zero-2Jx', value: VALUES['1'] },
      '2': { previous: VALUES['1'], value: VALUES['2'] },
    });
    expect(judge({ version: '2', value: VALUES['1'] }, candidates)).toEqual(
      expect.objectContaining({
        strength: 'proven',
        version: '1',
        finding: 'stale-cache',
      }),
    );
    expect(judge({ version: '2', value: VALUES['2'] }, candidates)).toEqual(
      expect.objectContaining({ strength: 'proven', version: '2' }),
    );
  });

  it('with a field that did not change proves nothing', () => {
    const candidates = ofFields({
      '1': { clientId: 'the-same-in-both', token: VALUES['1'] },
      '2': { clientId: 'the-same-in-both', token: VALUES['2'] },
    });
    const use = { version: '2', value: 'the-same-in-both' };
    expect(judge(use, candidates)).toMatchObject({
      strength: 'claimed',
      version: '2',
    });
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
