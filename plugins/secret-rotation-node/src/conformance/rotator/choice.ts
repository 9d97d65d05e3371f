import assert from 'node:assert/strict';
import type { SecretValue } from '../../SecretValue';
import { MisconfiguredError } from '../../errors';
import { outlineOf } from '../../stores';
import { isChosen, rotatorCase, type RotatorCase } from './cases';
import { secretTexts } from './values';

/** How a rotator reads options, chooses accounts and makes values: without touching the target. */
export const CHOICE_CASES: readonly RotatorCase[] = [
  rotatorCase(
    'declaration: is what the rotator says of itself',
    {},
    async ({ rotator, declaration, options, accounts }) => {
      const { issues, overlap, usage, fencing, probing } = declaration;
      assert.equal(rotator.issues, issues);
      assert.equal(rotator.overlap, overlap);
      assert.equal(rotator.usage, usage);
      // Whoever writes nothing needs nothing but time to hold a late worker off.
      assert.equal(rotator.fencing, fencing === 'none' ? 'deadline' : fencing);
      assert.equal(rotator.probing ?? 'logins', probing ?? 'logins');
      assert.equal(
        accounts.old === accounts.new,
        declaration.accounts === 'one',
      );
      assert.equal(
        new Set(rotator.accounts(options)).size,
        declaration.accounts === 'one' ? 1 : 2,
      );
    },
  ),

  rotatorCase(
    'options: of a wrong shape are refused with what to do',
    {},
    async ({ rotator }) => {
      for (const wrong of [undefined, null, 'text', { unknown: 1 }]) {
        assert.throws(
          () => rotator.parseOptions(wrong),
          (error: unknown) =>
            error instanceof MisconfiguredError && error.fix !== '',
        );
      }
    },
  ),

  rotatorCase(
    'accounts: follow from the options and the current value alone',
    {},
    async scene => {
      const { rotator, options, accounts, old } = scene;
      await scene.expectUntouched(() => {
        assert.deepEqual(rotator.chooseAccounts(options, old), accounts);
        const all = rotator.accounts(options);
        assert.ok(accounts.old !== undefined && all.includes(accounts.old));
        assert.ok(all.includes(accounts.new));
        assert.equal(rotator.chooseAccounts(options, undefined).old, undefined);
      });
      const next = await scene.make();
      assert.equal(rotator.chooseAccounts(options, next).old, accounts.new);
    },
  ),

  rotatorCase(
    'accounts: a current value that belongs to none of them is refused',
    { needs: ['foreign'] },
    async ({ rotator, options, world }) => {
      assert.throws(
        () => rotator.chooseAccounts(options, world.foreign),
        (error: unknown) =>
          error instanceof MisconfiguredError && error.fix !== '',
      );
    },
  ),

  rotatorCase(
    'generate: every new value is another, and touches nothing',
    { isFor: isChosen },
    async scene => {
      await scene.expectUntouched(async () => {
        const one = await scene.make();
        const other = await scene.make();
        assert.ok(!one.equals(other), 'Two values are the same');
        expectSuccessor(one, scene.old);
      });
    },
  ),

  rotatorCase(
    'outline: of a new value holds for those that are made',
    {},
    async scene => {
      const { rotator, options, accounts, old } = scene;
      const given = { options, account: accounts.new, current: old };
      const told = await scene.expectUntouched(
        () => rotator.outline?.(given).fields,
      );
      const { fields } = outlineOf(await scene.make());
      if (!told) return;
      const shape = ({ name, secret }: (typeof fields)[number]) => [
        name,
        secret,
      ];
      assert.deepEqual(told.map(shape), fields.map(shape));
      fields.forEach(({ bytes }, index) => {
        assert.ok((told[index]?.bytes ?? 0) >= bytes, 'A value is larger');
      });
    },
  ),
];

/** Expects that a value has the fields of the one before and none of its changed secret texts. */
export function expectSuccessor(next: SecretValue, old: SecretValue): void {
  assert.deepEqual([...next.fieldNames].sort(), [...old.fieldNames].sort());
  const before = new Set(secretTexts(old));
  assert.ok(
    secretTexts(next).some(text => !before.has(text)),
    'The new value has the secret texts of the old one',
  );
}
