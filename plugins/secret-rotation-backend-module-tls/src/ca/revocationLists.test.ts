import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import { FileCertificates, OPTIONS } from '../__testUtils__/FileCertificates';
import { createOwnAuthority } from '../__testUtils__/ownAuthority';
import { createKeyAndRequest } from '../certificate/keyAndRequest';
import { tlsValueOf } from '../certificate/tlsMaterial';
import { signCertificate } from './signCertificate';

jest.setTimeout(60_000);

const DAY_MS = 86_400_000;

let certificates: FileCertificates;
beforeEach(async () => {
  certificates = await FileCertificates.open();
});
afterEach(() => certificates.own.remove());

describe('the list of what a file authority revoked', () => {
  it('revokes what goes as superseded, what stays is taken', async () => {
    const old = await certificates.issue(7);
    const next = await certificates.issue(8, { current: old, known: [old] });
    await certificates.revoke({ keep: next, refuse: old });

    expect(await certificates.answerTo(old)).toBe('rejected');
    expect(await certificates.answerTo(next)).toBe('accepted');
    expect(await certificates.opensslSays(old)).toContain(
      'certificate revoked',
    );
    expect(await certificates.opensslSays(next)).toContain(': OK');
    expect((await certificates.entries()).map(({ reason }) => reason)).toEqual([
      4,
    ]);

    await certificates.revoke({ keep: next, refuse: old, isCompromised: true });
    expect((await certificates.entries()).map(({ reason }) => reason)).toEqual([
      4,
    ]);
  });

  it('lists a certificate that was signed elsewhere with its key, whatever its serial number begins with', async () => {
    const parsed = certificates.own.rotator.parseOptions(OPTIONS);
    const { privateKey, request } = await createKeyAndRequest(parsed);
    const signed = await signCertificate(
      {
        certificate: certificates.own.made.certificate,
        key: certificates.own.made.keys.privateKey,
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
        chain: certificates.own.authority.trust.join(''),
      },
      { current: undefined, format: 'fields' },
    );
    const next = await certificates.issue(2, { current: old, known: [old] });
    expect(await certificates.answerTo(old)).toBe('accepted');
    await certificates.revoke({ keep: next, refuse: old });
    expect(await certificates.answerTo(old)).toBe('rejected');
    expect(await certificates.opensslSays(old)).toContain(
      'certificate revoked',
    );
  });

  it('says keyCompromise when the value may be in somebody else’s hands', async () => {
    const old = await certificates.issue(7);
    const next = await certificates.issue(8, { current: old, known: [old] });
    await certificates.revoke({ keep: next, refuse: old, isCompromised: true });
    expect((await certificates.entries()).map(({ reason }) => reason)).toEqual([
      1,
    ]);
  });

  it('revokes every other certificate of the name when the old one cannot be read any more, and no other name’s', async () => {
    const old = await certificates.issue(7);
    const next = await certificates.issue(8, { known: [old] });
    const others = await certificates.issue(8, {
      options: { names: ['other.internal'] },
    });
    await certificates.revoke({ keep: next });
    expect(
      await Promise.all(
        [old, next, others].map(value => certificates.answerTo(value)),
      ),
    ).toEqual(['rejected', 'accepted', 'accepted']);
  });

  it('leaves no certificate of a lost answer good, and none of another run revoked', async () => {
    const current = await certificates.issue(6);
    const lost = await certificates.issue(7, { known: [current] });
    const next = await certificates.issue(7, { known: [current] });
    expect(
      await Promise.all(
        [current, lost, next].map(value => certificates.answerTo(value)),
      ),
    ).toEqual(['accepted', 'rejected', 'accepted']);
    const kept = await certificates.issue(7, { known: [current, next] });
    expect(await certificates.answerTo(next)).toBe('accepted');
    expect(await certificates.answerTo(kept)).toBe('accepted');
  });

  it('says nothing by a list that is out of date, foreign or no list', async () => {
    const value = await certificates.issue(7);
    const crl = join(certificates.own.folder, 'crl.pem');
    const inEightDays = certificates.own.rotatorWith(
      {},
      () => new Date(Date.now() + 8 * DAY_MS),
    );
    expect(await certificates.answerTo(value, inEightDays)).toBe('unknown');
    const other = await createOwnAuthority();
    await other.authority.refreshList();
    await writeFile(crl, await readFile(join(other.folder, 'crl.pem')));
    await other.remove();
    expect(await certificates.answerTo(value)).toBe('unknown');
    await writeFile(crl, 'no list');
    expect(await certificates.answerTo(value)).toBe('unknown');
    await rm(crl);
    expect(await certificates.answerTo(value)).toBe('unknown');
  });

  it('renews the list when half of its time is over, and not before', async () => {
    await certificates.own.authority.refreshList();
    const first = await readFile(
      join(certificates.own.folder, 'crl.pem'),
      'utf8',
    );
    await certificates.own.authority.refreshList();
    expect(
      await readFile(join(certificates.own.folder, 'crl.pem'), 'utf8'),
    ).toBe(first);
    const later = new Date(Date.now() + 4 * DAY_MS);
    await certificates.own.authorityWith({}, () => later).refreshList();
    expect(
      await readFile(join(certificates.own.folder, 'crl.pem'), 'utf8'),
    ).not.toBe(first);
  });

  it('lists both when two workers revoke at the same time', async () => {
    const signed: SecretValue[] = [];
    for (const run of [1, 2, 3, 4, 5, 6])
      signed.push(await certificates.issue(run));
    const [keep, ...going] = signed;
    await Promise.all(
      going.map(refuse => certificates.revoke({ keep, refuse })),
    );
    expect(
      await Promise.all(signed.map(value => certificates.answerTo(value))),
    ).toEqual(['accepted', ...going.map(() => 'rejected')]);
  });
});
