import {
  DriftError,
  MisconfiguredError,
  PermissionDeniedError,
} from '../errors';
import { SecretValue } from '../SecretValue';
import { checkRefusal, outlineOf, sampleOf } from './ValueOutline';

const LOGIN = SecretValue.of({
  username: { value: 'payments_a', secret: false },
  password: { value: 'é"\n', secret: true },
});

describe('the outline of a value', () => {
  it('says how large each field is where it will stand, and nothing of its text', () => {
    expect(outlineOf(LOGIN)).toEqual({
      fields: [
        { name: 'username', secret: false, bytes: 10 },
        // Two of UTF-8, and two escapes of two.
        { name: 'password', secret: true, bytes: 6 },
      ],
    });
    expect(outlineOf(SecretValue.text('é"\n')).fields).toEqual([
      { name: 'value', secret: true, bytes: 4 },
    ]);
  });

  it('gives a sample of the same size and structure that opens nothing', () => {
    const sample = sampleOf(outlineOf(LOGIN));
    expect(sample.fieldNames).toEqual(LOGIN.fieldNames);
    expect(sample.secretFieldNames).toEqual(LOGIN.secretFieldNames);
    expect(outlineOf(sample)).toEqual(outlineOf(LOGIN));
    expect(sample.reveal('password')).not.toContain('é');
  });
});

describe('a check of what would be refused', () => {
  it('passes with what is said when nothing is', async () => {
    expect(await checkRefusal('code', async () => 'It fits')).toEqual({
      code: 'code',
      ok: true,
      message: 'It fits',
    });
  });

  it.each([MisconfiguredError, PermissionDeniedError])(
    'fails with the words and the fix of %p',
    async Refusal => {
      const refuse = async () => {
        throw new Refusal('It does not fit', 'Make it fit');
      };
      expect(await checkRefusal('code', refuse)).toEqual({
        code: 'code',
        ok: false,
        message: 'It does not fit',
        fix: 'Make it fit',
      });
    },
  );

  it('passes every other error on', async () => {
    const drift = async () => {
      throw new DriftError('Somebody else wrote');
    };
    await expect(checkRefusal('code', drift)).rejects.toThrow(DriftError);
  });
});
