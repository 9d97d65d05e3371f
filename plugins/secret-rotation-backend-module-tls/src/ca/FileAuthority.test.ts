import { execFile } from 'node:child_process';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  accountName,
  MisconfiguredError,
  UnavailableError,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { X509Crl } from '@peculiar/x509';
import {
  at,
  createOwnAuthority,
  type OwnAuthority,
} from '../__testUtils__/ownAuthority';
import type { CertificateRotator } from '../CertificateRotator';
import { createKeyAndRequest } from '../certificate/keyAndRequest';
import {
  leafOf,
  readTlsMaterial,
  tlsValueOf,
} from '../certificate/tlsMaterial';
import { signCertificate } from './signCertificate';

jest.setTimeout(60_000);

const NAME = accountName('shop.internal');
const OPTIONS = { names: ['shop.internal', '*.shop.internal', '10.0.0.7'] };
const SINCE = new Date(0);
const DAY_MS = 86_400_000;

let own: OwnAuthority;
beforeEach(async () => {
  own = await createOwnAuthority();
});
afterEach(() => own.remove());

async function issue(
  run: number,
  input: {
    rotator?: CertificateRotator;
    current?: SecretValue;
    known?: SecretValue[];
    options?: object;
  } = {},
): Promise<SecretValue> {
  const { rotator = own.rotator, current, known = [] } = input;
  const options = rotator.parseOptions({ ...OPTIONS, ...input.options });
  return rotator.issue(
    { options, account: NAME, current, known, since: SINCE },
    at(run),
  );
}

async function answerTo(
  value: SecretValue,
  rotator: CertificateRotator = own.rotator,
) {
  const [{ answer }] = await rotator.probe({ value }, at(9));
  return answer;
}

async function revoke(
  input: Partial<Parameters<CertificateRotator['revoke']>[0]> & {
    keep: SecretValue;
  },
) {
  const options = own.rotator.parseOptions(OPTIONS);
  return own.rotator.revoke({ options, account: NAME, ...input }, at(8));
}

async function entries() {
  const text = await readFile(join(own.folder, 'crl.pem'), 'latin1');
  return new X509Crl(text).entries;
}

/** What OpenSSL says, with revocation checked. */
async function opensslSays(value: SecretValue): Promise<string> {
  const { certificate = '', chain = '' } = readTlsMaterial(value) ?? {};
  const [leaf, above] = ['leaf.pem', 'above.pem'].map(name =>
    join(own.folder, name),
  );
  await writeFile(leaf, certificate);
  await writeFile(above, chain);
  const args = ['verify', '-crl_check', '-CAfile', above];
  const crl = join(own.folder, 'crl.pem');
  return promisify(execFile)('openssl', [...args, '-CRLfile', crl, leaf]).then(
    ({ stdout }) => stdout,
    error => error.stderr,
  );
}

describe('a file authority', () => {
  it('signs for exactly the declared names, on a key of the asked kind, and clients take it', async () => {
    for (const key of ['ecdsa-p384', 'rsa-2048', 'ecdsa-p256']) {
      const value = await issue(7, { options: { key } });
      expect(leafOf(value)?.subjectAltName).toBe(
        'DNS:shop.internal, DNS:*.shop.internal, IP Address:10.0.0.7',
      );
      expect(leafOf(value)?.publicKey.asymmetricKeyType).toBe(
        key.startsWith('rsa') ? 'rsa' : 'ec',
      );
      expect(await answerTo(value)).toBe('accepted');
      expect(await opensslSays(value)).toContain(': OK');
    }
  });

  it('revokes what goes as superseded, what stays is taken', async () => {
    const old = await issue(7);
    const next = await issue(8, { current: old, known: [old] });
    await revoke({ keep: next, refuse: old });

    expect(await answerTo(old)).toBe('rejected');
    expect(await answerTo(next)).toBe('accepted');
    expect(await opensslSays(old)).toContain('certificate revoked');
    expect(await opensslSays(next)).toContain(': OK');
    expect((await entries()).map(({ reason }) => reason)).toEqual([4]);

    await revoke({ keep: next, refuse: old, isCompromised: true });
    expect((await entries()).map(({ reason }) => reason)).toEqual([4]);
  });

  it('lists a certificate that was signed elsewhere with its key, whatever its serial number begins with', async () => {
    const parsed = own.rotator.parseOptions(OPTIONS);
    const { privateKey, request } = await createKeyAndRequest(parsed);
    const signed = await signCertificate(
      {
        certificate: own.made.certificate,
        key: own.made.keys.privateKey,
        algorithm: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
      },
      { names: parsed.names, request },
      {
        serial: 'd455362cdfa73fdd27f1db5100a48120',
        notBefore: new Date(Date.now() - DAY_MS),
        notAfter: new Date(Date.now() + DAY_MS),
      },
    );
    const old = tlsValueOf(
      {
        certificate: `${signed.toString('pem')}\n`,
        privateKey,
        chain: own.authority.trust.join(''),
      },
      { current: undefined, format: 'fields' },
    );
    const next = await issue(2, { current: old, known: [old] });
    expect(await answerTo(old)).toBe('accepted');
    await revoke({ keep: next, refuse: old });
    expect(await answerTo(old)).toBe('rejected');
    expect(await opensslSays(old)).toContain('certificate revoked');
  });

  it('says keyCompromise when the value may be in somebody else’s hands', async () => {
    const old = await issue(7);
    const next = await issue(8, { current: old, known: [old] });
    await revoke({ keep: next, refuse: old, isCompromised: true });
    expect((await entries()).map(({ reason }) => reason)).toEqual([1]);
  });

  it('revokes every other certificate of the name when the old one cannot be read any more, and no other name’s', async () => {
    const old = await issue(7);
    const next = await issue(8, { known: [old] });
    const options = own.rotator.parseOptions({ names: ['other.internal'] });
    const others = await own.rotator.issue(
      {
        options,
        account: accountName('other.internal'),
        current: undefined,
        known: [],
        since: SINCE,
      },
      at(8),
    );
    await revoke({ keep: next });
    expect(
      await Promise.all([old, next, others].map(value => answerTo(value))),
    ).toEqual(['rejected', 'accepted', 'accepted']);
  });

  it('leaves no certificate of a lost answer good, and none of another run revoked', async () => {
    const current = await issue(6);
    const lost = await issue(7, { known: [current] });
    const next = await issue(7, { known: [current] });
    expect(
      await Promise.all([current, lost, next].map(value => answerTo(value))),
    ).toEqual(['accepted', 'rejected', 'accepted']);
    const kept = await issue(7, { known: [current, next] });
    expect(await answerTo(next)).toBe('accepted');
    expect(await answerTo(kept)).toBe('accepted');
  });

  it('says nothing by a list that is out of date, foreign or no list', async () => {
    const value = await issue(7);
    const crl = join(own.folder, 'crl.pem');
    const inEightDays = own.rotatorWith(
      {},
      () => new Date(Date.now() + 8 * DAY_MS),
    );
    expect(await answerTo(value, inEightDays)).toBe('unknown');
    const other = await createOwnAuthority();
    await other.authority.refreshList();
    await writeFile(crl, await readFile(join(other.folder, 'crl.pem')));
    await other.remove();
    expect(await answerTo(value)).toBe('unknown');
    await writeFile(crl, 'no list');
    expect(await answerTo(value)).toBe('unknown');
    await rm(crl);
    expect(await answerTo(value)).toBe('unknown');
  });

  it('renews the list when half of its time is over, and not before', async () => {
    await own.authority.refreshList();
    const first = await readFile(join(own.folder, 'crl.pem'), 'utf8');
    await own.authority.refreshList();
    expect(await readFile(join(own.folder, 'crl.pem'), 'utf8')).toBe(first);
    const later = new Date(Date.now() + 4 * DAY_MS);
    await own.authorityWith({}, () => later).refreshList();
    expect(await readFile(join(own.folder, 'crl.pem'), 'utf8')).not.toBe(first);
  });

  it('lists both when two workers revoke at the same time', async () => {
    const signed: SecretValue[] = [];
    for (const run of [1, 2, 3, 4, 5, 6]) signed.push(await issue(run));
    const [keep, ...going] = signed;
    await Promise.all(going.map(refuse => revoke({ keep, refuse })));
    expect(await Promise.all(signed.map(value => answerTo(value)))).toEqual([
      'accepted',
      ...going.map(() => 'rejected'),
    ]);
  });

  it('never signs for longer than it lives itself', async () => {
    const rotator = own.rotatorWith({ lifetime: { days: 36_500 } });
    const value = await issue(7, { rotator });
    expect(leafOf(value)?.validToDate.getTime()).toBe(
      own.made.certificate.notAfter.getTime(),
    );
  });

  it('takes a certificate whose time is over for refused', async () => {
    const then = () => new Date(Date.now() - 12 * 60 * 60_000);
    const rotator = own.rotatorWith({ lifetime: { hours: 1 } }, then);
    await expect(issue(7, { rotator })).rejects.toThrow(/has expired/);
    const revoked = await readdir(join(own.folder, 'revoked'));
    expect(revoked).toHaveLength(1);
  });

  it('is refused in preflight, with what to do, when key or folder cannot be used', async () => {
    const options = own.rotator.parseOptions(OPTIONS);
    const preflight = async (entry: object) => {
      const checks = await own
        .rotatorWith(entry)
        .preflight(
          { options, accounts: { new: NAME }, current: undefined },
          at(7),
        );
      return checks.filter(({ ok }) => !ok);
    };
    expect(await preflight({})).toEqual([]);
    const otherKey = join(own.folder, 'other.key');
    const other = await createOwnAuthority();
    await writeFile(otherKey, other.made.keyPem);
    await other.remove();
    for (const [entry, code, message] of [
      [{ keyFile: '/nowhere/ca.key' }, 'tls-ca.key', 'holds no private key'],
      [{ keyFile: otherKey }, 'tls-ca.key', 'does not belong'],
      [{ folder: '/nowhere/ledger' }, 'tls-ca.folder', 'missing or not'],
    ] as const) {
      const failed = await preflight(entry);
      expect(failed).toEqual([
        expect.objectContaining({
          code,
          message: expect.stringContaining(message),
        }),
      ]);
      expect(JSON.stringify(failed)).not.toContain('nowhere');
    }
  });

  it('shows no path in what it throws', async () => {
    await writeFile(join(own.folder, 'a-file'), '');
    const rotator = own.rotatorWith({
      folder: join(own.folder, 'a-file', 'ledger'),
    });
    const error = await issue(7, { rotator }).catch(thrown => thrown);
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error.message).not.toContain('a-file');
  });

  it('keeps one PEM text where consumers read one, and other fields where there are some', async () => {
    const bundle = await issue(7, { options: { format: 'bundle' } });
    expect(bundle.fieldNames).toEqual(['value']);
    expect(await answerTo(bundle)).toBe('accepted');
    const next = await issue(8, { current: bundle, known: [bundle] });
    expect(next.fieldNames).toEqual(['value']);
    expect(await answerTo(next)).toBe('accepted');
    await expect(
      revoke({ keep: await issue(9), refuse: next }),
    ).resolves.toEqual({ endedSessions: 0 });
  });

  it('does not take a certificate for another name for the current one', async () => {
    const value = await issue(7);
    const options = own.rotator.parseOptions({ names: ['pay.internal'] });
    expect(() => own.rotator.chooseAccounts(options, value)).toThrow(
      MisconfiguredError,
    );
  });
});
