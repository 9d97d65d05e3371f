import { join } from 'node:path';
import { accountName } from '@keyturn/backstage-plugin-secret-rotation-node';
import { X509Certificate } from '@peculiar/x509';
import {
  startOcspResponder,
  type OcspResponder,
} from '../../__testUtils__/ocspResponder';
import {
  at,
  createOwnAuthority,
  type OwnAuthority,
} from '../../__testUtils__/ownAuthority';
import { signFor } from '../../__testUtils__/signing';
import { readTlsMaterial } from '../../certificate/tlsMaterial';
import { createQuestion } from './ocspQuestion';
import { ocspStatus } from './ocspStatus';

jest.setTimeout(60_000);

let own: OwnAuthority;
let responder: OcspResponder;
let issuer: X509Certificate;
beforeAll(async () => {
  own = await createOwnAuthority();
  issuer = new X509Certificate(own.made.pem);
  responder = await startOcspResponder(async () => ({
    index: join(own.folder, 'index.txt'),
    authority: own.files.certificate,
    signer: own.files.certificate,
    signerKey: own.files.key,
  }));
});
afterAll(async () => {
  await responder.close();
  await own.remove();
});

/** A certificate with the responder's answer of it. */
async function answered(run: number, isRevoked: boolean) {
  const { rotator } = own;
  const name = `run-${run}.internal`;
  const value = await signFor(rotator, [name], run);
  if (isRevoked) {
    await rotator.revoke(
      {
        options: rotator.parseOptions({ names: [name] }),
        account: accountName(name),
        keep: await signFor(rotator, [name], run),
        refuse: value,
      },
      at(run),
    );
  }
  const { certificate = '' } = readTlsMaterial(value) ?? {};
  const { id, body } = await createQuestion(certificate, issuer);
  const response = await fetch(responder.url, { method: 'POST', body });
  return { id, answer: new Uint8Array(await response.arrayBuffer()) };
}

const now = () => new Date();

it('takes no answer of another certificate', async () => {
  const revoked = await answered(1, true);
  const good = await answered(2, false);
  expect(
    await ocspStatus(revoked.answer, { id: revoked.id, issuer, now: now() }),
  ).toBe('revoked');
  expect(
    await ocspStatus(good.answer, { id: good.id, issuer, now: now() }),
  ).toBe('good');
  expect(
    await ocspStatus(good.answer, { id: revoked.id, issuer, now: now() }),
  ).toBe('unknown');
});

it('never says another thing by an answer in which a byte was changed, at every third place', async () => {
  const { id, answer } = await answered(3, true);
  const said = new Set<string>();
  for (let index = 0; index < answer.length; index += 3) {
    const changed = Uint8Array.from(answer);
    changed[index] = (changed[index] + 1) % 256;
    said.add(await ocspStatus(changed, { id, issuer, now: now() }));
  }
  // What nobody signed, as the answer's own certificates, may differ.
  expect([...said].sort()).not.toContain('good');
  expect(said).toContain('unknown');
  expect(
    await ocspStatus(Buffer.from('no answer'), { id, issuer, now: now() }),
  ).toBe('unknown');
});
