import { createHash, createHmac } from 'node:crypto';
import { scramVerifier } from './scramVerifier';

/** The example exchange of RFC 7677, section 3: user `user`, password `pencil`. */
const RFC = {
  salt: Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'),
  authMessage: [
    'n=user,r=rOprNGfwEbeRWgbNEkqO',
    'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
    'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0',
  ].join(','),
  proof: Buffer.from('dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=', 'base64'),
  serverSignature: '6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
};

function signature(key: string, encoding: 'base64' | 'hex' = 'base64') {
  return createHmac('sha256', Buffer.from(key, 'base64'))
    .update(RFC.authMessage)
    .digest(encoding);
}

it('agrees with the example exchange of RFC 7677', async () => {
  const verifier = await scramVerifier('pencil', RFC.salt);
  const [, parameters, keys] = verifier.split('$');
  expect(verifier.startsWith('SCRAM-SHA-256$')).toBe(true);
  expect(parameters).toBe(`4096:${RFC.salt.toString('base64')}`);

  const [storedKey, serverKey] = keys.split(':');
  expect(signature(serverKey)).toBe(RFC.serverSignature);
  // The proof of the example, taken apart with our stored key, is the client key whose hash that is.
  const clientSignature = Buffer.from(signature(storedKey), 'base64');
  const clientKey = RFC.proof.map(
    (byte, index) => byte ^ clientSignature[index],
  );
  expect(createHash('sha256').update(clientKey).digest('base64')).toBe(
    storedKey,
  );
});

it('refuses what SASLprep would change, without showing it', async () => {
  await expect(scramVerifier('pássword', RFC.salt)).rejects.toThrow(
    'Only printable ASCII has the same form after SASLprep',
  );
});
