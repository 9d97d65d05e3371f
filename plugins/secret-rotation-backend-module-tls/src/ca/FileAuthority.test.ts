import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  MisconfiguredError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  FileCertificates,
  NAME,
  OPTIONS,
} from '../__testUtils__/FileCertificates';
import { at, createOwnAuthority } from '../__testUtils__/ownAuthority';
import { leafOf } from '../certificate/tlsMaterial';

jest.setTimeout(60_000);

let certificates: FileCertificates;
beforeEach(async () => {
  certificates = await FileCertificates.open();
});
afterEach(() => certificates.own.remove());

describe('a file authority', () => {
  it('signs for exactly the declared names, on a key of the asked kind, and clients take it', async () => {
    for (const key of ['ecdsa-p384', 'rsa-2048', 'ecdsa-p256']) {
      const value = await certificates.issue(7, { options: { key } });
      expect(leafOf(value)?.subjectAltName).toBe(
        'DNS:shop.internal, DNS:*.shop.internal, IP Address:10.0.0.7',
      );
      expect(leafOf(value)?.publicKey.asymmetricKeyType).toBe(
        key.startsWith('rsa') ? 'rsa' : 'ec',
      );
      expect(await certificates.answerTo(value)).toBe('accepted');
      expect(await certificates.opensslSays(value)).toContain(': OK');
    }
  });

  it('never signs for longer than it lives itself', async () => {
    const rotator = certificates.own.rotatorWith({
      lifetime: { days: 36_500 },
    });
    const value = await certificates.issue(7, { rotator });
    expect(leafOf(value)?.validToDate.getTime()).toBe(
      certificates.own.made.certificate.notAfter.getTime(),
    );
  });

  it('takes a certificate whose time is over for refused', async () => {
    const then = () => new Date(Date.now() - 12 * 60 * 60_000);
    const rotator = certificates.own.rotatorWith(
      { lifetime: { hours: 1 } },
      then,
    );
    await expect(certificates.issue(7, { rotator })).rejects.toThrow(
      /has expired/,
    );
    const revoked = await readdir(join(certificates.own.folder, 'revoked'));
    expect(revoked).toHaveLength(1);
  });

  it('is refused in preflight, with what to do, when key or folder cannot be used', async () => {
    const options = certificates.own.rotator.parseOptions(OPTIONS);
    const preflight = async (entry: object) => {
      const checks = await certificates.own
        .rotatorWith(entry)
        .preflight(
          { options, accounts: { new: NAME }, current: undefined },
          at(7),
        );
      return checks.filter(({ ok }) => !ok);
    };
    expect(await preflight({})).toEqual([]);
    const otherKey = join(certificates.own.folder, 'other.key');
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
    await writeFile(join(certificates.own.folder, 'a-file'), '');
    const rotator = certificates.own.rotatorWith({
      folder: join(certificates.own.folder, 'a-file', 'ledger'),
    });
    const error = await certificates
      .issue(7, { rotator })
      .catch(thrown => thrown);
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error.message).not.toContain('a-file');
  });

  it('keeps one PEM text where consumers read one, and other fields where there are some', async () => {
    const bundle = await certificates.issue(7, {
      options: { format: 'bundle' },
    });
    expect(bundle.fieldNames).toEqual(['value']);
    expect(await certificates.answerTo(bundle)).toBe('accepted');
    const next = await certificates.issue(8, {
      current: bundle,
      known: [bundle],
    });
    expect(next.fieldNames).toEqual(['value']);
    expect(await certificates.answerTo(next)).toBe('accepted');
    await expect(
      certificates.revoke({ keep: await certificates.issue(9), refuse: next }),
    ).resolves.toEqual({ endedSessions: 0 });
  });

  it('does not take a certificate for another name for the current one', async () => {
    const value = await certificates.issue(7);
    const options = certificates.own.rotator.parseOptions({
      names: ['pay.internal'],
    });
    expect(() =>
      certificates.own.rotator.chooseAccounts(options, value),
    ).toThrow(MisconfiguredError);
  });
});
