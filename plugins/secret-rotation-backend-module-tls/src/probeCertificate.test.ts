import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  at,
  createOwnAuthority,
  type OwnAuthority,
} from './__testUtils__/ownAuthority';
import { signFor } from './__testUtils__/signing';
import { readTlsMaterial } from './certificate/tlsMaterial';
import { probeCertificate } from './probeCertificate';
import type {
  RevocationSource,
  RevocationStatus,
} from './revocation/RevocationSource';

jest.setTimeout(60_000);

let own: OwnAuthority;
beforeEach(async () => {
  own = await createOwnAuthority();
});
afterEach(() => own.remove());

function telling(name: string, status: RevocationStatus): RevocationSource {
  return { name, statusOf: async () => status };
}

describe('a probe of a certificate', () => {
  it('counts a list that was signed while it was asked for', async () => {
    let time = Date.now();
    const now = () => new Date(time);
    const authority = own.authorityWith({}, now);
    const value = await signFor(own.rotatorWith({}, now), ['a.internal'], 1);
    const [list] = authority.revocationSources();
    const slow: RevocationSource = {
      ...list,
      statusOf: async question => {
        time += 2_000;
        await rm(join(own.folder, 'crl.pem'));
        await authority.refreshList();
        return list.statusOf(question);
      },
    };
    const { trust } = authority;
    expect(
      await probeCertificate(
        readTlsMaterial(value),
        { trust, revocationSources: () => [slow] },
        { signal: at(1).signal, now },
      ),
    ).toEqual([
      { endpoint: 'the authority and its revocation list', answer: 'accepted' },
    ]);
  });

  it('counts every way in which clients learn of revocation for itself', async () => {
    const value = await signFor(own.rotator, ['a.internal'], 1);
    const { trust } = own.authority;
    const answers = async (...sources: RevocationSource[]) => {
      const probes = await probeCertificate(
        readTlsMaterial(value),
        { trust, revocationSources: () => sources },
        { signal: at(1).signal, now: () => new Date() },
      );
      return probes.map(({ answer }) => answer);
    };
    expect(
      await answers(
        telling('revocation list', 'revoked'),
        telling('OCSP responder', 'good'),
      ),
    ).toEqual(['rejected', 'accepted']);
    expect(await answers(telling('OCSP responder', 'unknown'))).toEqual([
      'unknown',
    ]);
    expect(await answers()).toEqual(['unknown']);
  });

  it('refuses what is on another key, from another authority or no certificate, without asking for more', async () => {
    const value = await signFor(own.rotator, ['a.internal'], 1);
    const other = await signFor(own.rotator, ['a.internal'], 2);
    const material = readTlsMaterial(value);
    const foreign = await createOwnAuthority();
    await foreign.remove();
    const statusOf = jest.fn(async () => 'good' as const);
    const revocationSources = () => [{ name: 'revocation list', statusOf }];
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
          { trust: trusted, revocationSources },
          asked,
        ),
      ).toEqual([{ endpoint: 'the authority', answer: 'rejected' }]);
    }
    expect(statusOf).not.toHaveBeenCalled();
    expect(
      await probeCertificate(material, { trust, revocationSources }, asked),
    ).toMatchObject([{ answer: 'accepted' }]);
  });
});
