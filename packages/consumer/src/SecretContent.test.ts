import { createHmac } from 'node:crypto';
import { format, inspect } from 'node:util';
import { SecretContent } from './SecretContent';

const content = new SecretContent(
  { username: 'a', password: 'the-value' },
  '1',
);

it('shows its value nowhere', () => {
  const printed = [
    String(content),
    `${content}`,
    JSON.stringify({ content }),
    inspect(content, { depth: 9, showHidden: true }),
    format('%s %o %O %j', content, content, content, content),
    Object.values(content).join(),
    inspect({ ...content }),
  ].join();
  expect(printed).not.toContain('the-value');
  expect(printed).toContain('[secret]');
});

it('proves a field as the contract says', () => {
  expect(content.prove('password', 'a nonce – ü')).toBe(
    createHmac('sha256', 'the-value').update('a nonce – ü').digest('hex'),
  );
});

it('is the same as another by its fields, in any order and with any version', () => {
  const same = new SecretContent({ password: 'the-value', username: 'a' }, '2');
  const other = new SecretContent({ password: 'a', username: 'the-value' });
  expect(content.hasFieldsOf(same)).toBe(true);
  expect(content.hasFieldsOf(other)).toBe(false);
});

it('names the field that it does not have', () => {
  expect(() => content.field('token')).toThrow('The secret has no field token');
});
