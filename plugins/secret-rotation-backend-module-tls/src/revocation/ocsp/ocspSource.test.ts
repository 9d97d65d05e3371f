import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  accountName,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { makeAuthority } from '../../__testUtils__/madeAuthority';
import {
  startOcspResponder,
  type OcspFiles,
  type OcspResponder,
} from '../../__testUtils__/ocspResponder';
import {
  at,
  createOwnAuthority,
  type OwnAuthority,
} from '../../__testUtils__/ownAuthority';
import { signFor } from '../../__testUtils__/signing';
import { readTlsMaterial } from '../../certificate/tlsMaterial';
import { responderUrlOf } from './responderUrlOf';

jest.setTimeout(60_000);

const NAMES = ['shop.internal'];
const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';
const SERVER = '1.3.6.1.5.5.7.3.1';
const HOUR_MS = 3_600_000;

let own: OwnAuthority;
let responder: OcspResponder;
let home: string;
let answers: Partial<OcspFiles>;
beforeEach(async () => {
  own = await createOwnAuthority();
  home = await mkdtemp(join(tmpdir(), 'keyturn-ocsp-test-'));
  answers = {};
  responder = await startOcspResponder(async () => ({
    index: join(own.folder, 'index.txt'),
    authority: own.files.certificate,
    signer: own.files.certificate,
    signerKey: own.files.key,
    ...answers,
  }));
});
afterEach(async () => {
  await responder.close();
  await own.remove();
  await rm(home, { recursive: true, force: true });
});

/** The rotator of an entry that names the responder, with another clock if need be. */
function rotatorAt(now?: () => Date) {
  return own.rotatorWith({ ocsp: { url: responder.url } }, now);
}

async function ask(value: SecretValue, rotator = rotatorAt()) {
  const probes = await rotator.probe({ value }, at(9));
  return probes.find(({ endpoint }) => endpoint.includes('OCSP'))?.answer;
}

/** Has somebody else answer for the authority. */
async function letAnswer(
  terms: Parameters<typeof makeAuthority>[2],
  above = own.made,
): Promise<void> {
  const made = await makeAuthority('Keyturn test responder', above, terms);
  answers = {
    signer: join(home, 'responder.pem'),
    signerKey: join(home, 'responder.key'),
  };
  await writeFile(join(home, 'responder.pem'), made.pem);
  await writeFile(join(home, 'responder.key'), made.keyPem);
}

async function rotate(): Promise<{ old: SecretValue; next: SecretValue }> {
  const rotator = rotatorAt();
  const old = await signFor(rotator, NAMES, 1);
  const next = await signFor(rotator, NAMES, 2, [old]);
  await rotator.revoke(
    {
      options: rotator.parseOptions({ names: NAMES }),
      account: accountName(NAMES[0]),
      keep: next,
      refuse: old,
    },
    at(2),
  );
  return { old, next };
}

describe('an OCSP responder', () => {
  it('is named in certificates, and says what is good and what is revoked, as the list does', async () => {
    const rotator = rotatorAt();
    const value = await signFor(rotator, NAMES, 1);
    expect(responderUrlOf(readTlsMaterial(value)?.certificate ?? '')).toBe(
      responder.url,
    );
    expect(await ask(value)).toBe('accepted');
    const beside = await signFor(rotator, NAMES, 2, [value]);
    expect([await ask(value), await ask(beside)]).toEqual([
      'accepted',
      'accepted',
    ]);
    const { old, next } = await rotate();
    expect(await rotator.probe({ value: old }, at(9))).toEqual([
      { endpoint: 'the authority and its revocation list', answer: 'rejected' },
      { endpoint: 'the authority and its OCSP responder', answer: 'rejected' },
    ]);
    expect(await ask(next)).toBe('accepted');
  });

  it('may be somebody whom the authority lets answer', async () => {
    const { old, next } = await rotate();
    await letAnswer({ usages: [OCSP_SIGNING] });
    expect(await ask(old)).toBe('rejected');
    expect(await ask(next)).toBe('accepted');
  });

  it.each([
    [
      'signed by a server that the authority certified',
      () => letAnswer({ usages: [SERVER] }),
    ],
    [
      'of a responder whose time is over',
      () =>
        letAnswer({
          usages: [OCSP_SIGNING],
          notAfter: new Date(Date.now() - HOUR_MS),
        }),
    ],
    [
      'of another authority’s responder of the same name',
      async () =>
        letAnswer(
          { usages: [OCSP_SIGNING] },
          await makeAuthority('Keyturn test authority'),
        ),
    ],
    [
      'from an index that does not have the certificate',
      async () => {
        answers = { index: join(home, 'empty.txt') };
        await writeFile(join(home, 'empty.txt'), '');
      },
    ],
    ['that never comes', async () => responder.close()],
  ])('says nothing by an answer %s', async (_, happen) => {
    const { old, next } = await rotate();
    await happen();
    expect(await ask(old)).toBe('unknown');
    expect(await ask(next)).toBe('unknown');
  });

  it('says nothing by an answer whose time is over, nor by an old one that names no end', async () => {
    const { old } = await rotate();
    const later = (minutes: number) =>
      rotatorAt(() => new Date(Date.now() + minutes * 60_000));
    expect(await ask(old, later(59))).toBe('rejected');
    expect(await ask(old, later(61))).toBe('unknown');
    expect(await ask(old, later(-10))).toBe('unknown');
    answers = { args: [] };
    expect(await ask(old, later(0))).toBe('rejected');
    expect(await ask(old, later(10))).toBe('unknown');
  });
});
