import { fingerprintOf, isVerifierOf, KNOWN_PLUGINS, verifierOf } from '.';

const zeros = (bytes: number) => Buffer.alloc(bytes);

it('mysql_native_password is the double SHA-1 that servers print', () => {
  // As MariaDB's PASSWORD('one') says.
  expect(verifierOf('mysql_native_password', 'one', zeros)).toEqual({
    plugin: 'mysql_native_password',
    text: '*74445CD742AF268FD22866DA0D12758951D638F7',
  });
});

it('caching_sha2_password is what a MySQL server keeps', () => {
  // Kept by MySQL 9.7 for the password "one", with its own rounds and a salt of its own.
  const kept = Buffer.from(
    '244124303041247B2E206D04424101507510505E155A731B4E6E0C3967522F59384B5354306775485158643763754C6D65466163314151344A56652F466F3341417055394C42',
    'hex',
  ).toString('latin1');
  const verifier = { plugin: 'caching_sha2_password', text: kept };
  expect(isVerifierOf(verifier, 'one')).toBe(true);
  expect(isVerifierOf(verifier, 'two')).toBe(false);
});

it.each(KNOWN_PLUGINS)(
  '%s knows its own password again, and no other one',
  plugin => {
    const verifier = verifierOf(plugin, 'päss wörd"', zeros);
    expect(isVerifierOf(verifier, 'päss wörd"')).toBe(true);
    expect(isVerifierOf(verifier, 'päss wörd')).toBe(false);
    expect(fingerprintOf(verifier)).toMatch(/^[0-9a-f]{64}$/);
  },
);

it('a plugin that is not known makes nothing and matches nothing', () => {
  expect(() => verifierOf('ed25519', 'one', zeros)).toThrow('cannot make');
  expect(isVerifierOf({ plugin: 'toString', text: '' }, '')).toBe(false);
});
