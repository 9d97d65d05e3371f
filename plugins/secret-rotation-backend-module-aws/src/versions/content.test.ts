import {
  MisconfiguredError,
  SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { textWith } from './content';

const login = (password: string) =>
  SecretValue.of({ password: { value: password, secret: true } });

describe('the text of a secret', () => {
  it.each([
    ['a text in place of an object', SecretValue.text('x'), '{"password":"a"}'],
    ['an object in place of a text', login('x'), 'plain'],
    ['more than 64 KiB', SecretValue.text('é'.repeat(32_769)), 'old'],
    [
      'a key of ours that is there twice',
      login('x'),
      '{"password":"plain","id":12345,"password":"a"}',
    ],
  ])('refuses %s, and shows nothing of it', (_, value, before) => {
    let error: unknown;
    try {
      textWith(value, before);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(MisconfiguredError);
    expect(String(error)).not.toMatch(/12345|éé|plain$/);
  });

  it('takes exactly 64 KiB', () => {
    const text = 'x'.repeat(65_536);
    expect(textWith(SecretValue.text(text), 'old')).toBe(text);
  });
});
