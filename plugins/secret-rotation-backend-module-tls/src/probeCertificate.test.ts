import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  at,
  createOwnAuthority,
  type OwnAuthority,
} from './__testUtils__/ownAuthority';
import { signFor } from './__testUtils__/signing';
import type { CertificateAuthority } from './CertificateAuthority';
import { readTlsMaterial } from './certificate/tlsMaterial';
import { probeCertificate } from './probeCertificate';

jest.setTimeout(60_000);

let own: OwnAuthority;
beforeEach(async () => {
  own = await createOwnAuthority();
});
afterEach(() => own.remove());

describe('a probe of a certificate', () => {
  it('counts a list that was signed while it was asked for', async () => {
    let time = Date.now();
    const now = () => new Date(time);
    const authority = own.authorityWith({}, now);
    const value = await signFor(own.rotatorWith({}, now), ['a.internal'], 1);
    const revocationList: CertificateAuthority['revocationList'] = async (
      certificate,
      context,
    ) => {
      time += 2_000;
      await rm(join(own.folder, 'crl.pem'));
      await authority.refreshList();
      return authority.revocationList(certificate, context);
    };
    const { trust } = authority;
    expect(
      await probeCertificate(
        readTlsMaterial(value),
        { trust, revocationList },
        { signal: at(1).signal, now },
      ),
    ).toBe('accepted');
  });

  it('refuses what is on another key, from another authority or no certificate, without asking for a list', async () => {
    const value = await signFor(own.rotator, ['a.internal'], 1);
    const other = await signFor(own.rotator, ['a.internal'], 2);
    const material = readTlsMaterial(value);
    const foreign = await createOwnAuthority();
    await foreign.remove();
    const revocationList: CertificateAuthority['revocationList'] = async () => {
      throw new Error('It was asked for');
    };
    const asked = { signal: at(1).signal, now: () => new Date() };
    const { trust } = own.authority;
    const privateKey = readTlsMaterial(other)?.privateKey ?? '';
    for (const [probed, trusted] of [
      [undefined, trust],
      [material && { ...material, privateKey }, trust],
      [material && { ...material, privateKey: 'no key' }, trust],
      [material, foreign.authority.trust],
    ] as const) {
      expect(
        await probeCertificate(
          probed,
          { trust: trusted, revocationList },
          asked,
        ),
      ).toBe('rejected');
    }
    expect(
      await probeCertificate(material, { trust, revocationList }, asked),
    ).toBe('unknown');
  });
});
