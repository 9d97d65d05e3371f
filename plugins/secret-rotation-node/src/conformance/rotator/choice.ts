import { MisconfiguredError } from '../../errors';
import { outlineOf } from '../../stores';
import { thrownBy, type Scene } from './scene';

/** Tests how a rotator reads options, chooses accounts and makes values: without touching the target. */
export function testChoice(begin: () => Scene): void {
  describe('options, accounts and new values', () => {
    it('options of a wrong shape are refused with what to do', () => {
      const { rotator } = begin();
      const errors = [undefined, null, 'text', { unknown: 1 }].map(wrong =>
        thrownBy(() => rotator.parseOptions(wrong)),
      );
      for (const error of errors) {
        expect(error).toBeInstanceOf(MisconfiguredError);
        expect((error as MisconfiguredError).fix).not.toBe('');
      }
    });

    it('accounts follow from the options and the current value alone', async () => {
      const scene = begin();
      const { rotator, options, accounts, old, next } = scene;
      await scene.expectUntouched(() => {
        expect(rotator.chooseAccounts(options, old)).toEqual(accounts);
        expect(rotator.accounts(options)).toEqual(
          expect.arrayContaining([accounts.old, accounts.new]),
        );
        expect(rotator.chooseAccounts(options, next).old).toBe(accounts.new);
        expect(rotator.chooseAccounts(options, undefined).old).toBeUndefined();
      });
    });

    it('a current value that belongs to none of the accounts is refused', () => {
      const { rotator, options, world } = begin();
      expect(
        thrownBy(() => rotator.chooseAccounts(options, world.foreign)),
      ).toBeInstanceOf(MisconfiguredError);
    });

    it('every new value is another, keeps the other fields, and touches nothing', async () => {
      const scene = begin();
      const { old, next } = scene;
      await scene.expectUntouched(() => {
        expect(scene.generate().equals(next)).toBe(false);
        expect(new Set(next.fieldNames)).toEqual(new Set(old.fieldNames));
        expect(
          next.secretFieldNames.filter(
            name => next.reveal(name) === old.reveal(name),
          ),
        ).toEqual([]);
      });
    });

    it('what it says of the size and structure of a new value holds for those that it makes', async () => {
      const scene = begin();
      const { rotator, options, accounts, old } = scene;
      await scene.expectUntouched(() => {
        const given = { options, account: accounts.new, current: old };
        const { fields } = outlineOf(scene.generate());
        const told = rotator.outline?.(given).fields ?? fields;
        expect(told).toEqual(
          fields.map(({ name, secret }) => ({
            name,
            secret,
            bytes: expect.any(Number),
          })),
        );
        fields.forEach(({ bytes }, index) => {
          expect(told[index]?.bytes).toBeGreaterThanOrEqual(bytes);
        });
      });
    });
  });
}
