import {
  canonicalName,
  isDistinguishedName,
  isSameName,
} from './distinguishedName';

it.each([
  'uid=shop,ou=services,dc=example,dc=org',
  'cn=O\\"Neil,dc=example',
  'cn=a\\,b\\+c,dc=example',
  'cn=two words+uid=x,dc=example',
  'cn=\\20edge\\20,dc=example',
  'cn=ünïcødé 店 🔑,dc=example',
])('%s is a name', text => {
  expect(isDistinguishedName(text)).toBe(true);
});

it.each([
  '',
  'shop',
  'PLAIN',
  'cn=,dc=example',
  'cn=shop, dc=example',
  'cn = shop,dc=example',
  'cn=shop ,dc=example',
  'cn=" shop",dc=example',
  'cn=#0461,dc=example',
  'cn=a;b,dc=example',
  'cn=nul\0,dc=example',
  'cn=line\nbreak,dc=example',
  'cn=\ud800,dc=example',
  'cn=shop\\',
  `cn=${'n'.repeat(1025)},dc=example`,
])('%j is none', text => {
  expect(isDistinguishedName(text)).toBe(false);
});

it('one entry is one name, however it is written', () => {
  expect(isSameName('UID=Shop,DC=example', 'uid=shop,dc=Example')).toBe(true);
  expect(isSameName('cn=a\\,b,dc=x', 'cn=a\\2Cb,dc=x')).toBe(true);
  expect(isSameName('cn=a\\=b,dc=x', 'cn=a=b,dc=x')).toBe(true);
  expect(isSameName('cn=\\C3\\BC,dc=x', 'cn=ü,dc=x')).toBe(true);
  expect(isSameName('cn=a\\,dc\\=x', 'cn=a,dc=x')).toBe(false);
  expect(canonicalName('cn=a\\"b')).toBe('cn=a\\22b');
});
