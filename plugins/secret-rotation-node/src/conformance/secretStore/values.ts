import assert from 'node:assert/strict';
import { MisconfiguredError } from '../../errors';
import { SecretValue } from '../../SecretValue';
import { outlineOf } from '../../stores';
import { storeCase, storeCaseWith, type SecretStoreCase } from './cases';
import { fieldsOf } from './content';
import { PEM_BUNDLE, STRANGE_TEXTS } from './strangeTexts';

const KEY = { password: { value: 'the-new-password', secret: true } };

const SIXTY_FOUR_KIB = 65_536;
const ROOM_FOR_STRUCTURE = 100;

/** Values with structure: texts, named keys, PEM bundles; what a store takes, and what it refuses beforehand. */
export const VALUE_CASES: readonly SecretStoreCase[] = [
  ...Object.entries(STRANGE_TEXTS).map(([what, text]) =>
    storeCase(`values: ${what} come back as they were`, async scene => {
      const old = await scene.seed(scene.value(text));
      await scene.expectCurrent(old.value);
      const value = scene.value(`${text}${text}`);
      await scene.stage(value);
      await scene.expectStaged(value);
      await scene.promote(old.id);
      await scene.expectCurrent(value);
    }),
  ),

  ...Object.entries({
    'a text of 64 KiB': 'x'.repeat(SIXTY_FOUR_KIB),
    'a PEM bundle': PEM_BUNDLE,
  }).map(([what, text]) =>
    storeCase(
      `values: ${what} is staged, promoted and read back whole`,
      async scene => {
        const value = await scene.stage(SecretValue.text(text));
        await scene.expectStaged(value);
        await scene.promote(undefined);
        await scene.expectCurrent(value);
      },
    ),
  ),

  storeCaseWith(
    'seedText',
    'values: a secret that is one text stays one, to the last line break',
    async (scene, world) => {
      const old = await world.seedText(scene.path.path, PEM_BUNDLE);
      const text = PEM_BUNDLE.replaceAll('A', 'B');
      await scene.stage(SecretValue.text(text));
      const expected = await scene.promote(old);

      const read = await world.readAsConsumer(scene.path.path);
      assert.ok(read && 'text' in read && read.text === text);

      await scene.store.restore(
        { ...scene.run, version: old, expected },
        scene.context,
      );
      const restored = await world.readAsConsumer(scene.path.path);
      assert.ok(restored && 'text' in restored && restored.text === PEM_BUNDLE);
    },
  ),

  storeCaseWith(
    'seedFields',
    'values: keys that the new value does not have stay with it, in their types, and come back in a rollback',
    async (scene, world) => {
      const { path } = scene.path;
      const before = {
        username: 'payments_a',
        password: 'the-old-password',
        host: 'db.internal',
        port: 5432,
        tls: true,
        pool: { max: 5, names: ['a', 'b'] },
      };
      const old = await world.seedFields(path, before);
      await scene.stage(
        SecretValue.of({
          ...KEY,
          username: { value: 'payments_b', secret: false },
          port: { value: '5432', secret: false },
        }),
      );
      const expected = await scene.promote(old);

      assert.deepEqual(fieldsOf(await world.readAsConsumer(path)), {
        ...before,
        username: 'payments_b',
        password: 'the-new-password',
      });
      assert.equal(await scene.promote(old), expected);

      await scene.store.restore(
        { ...scene.run, version: old, expected },
        scene.context,
      );
      assert.deepEqual(fieldsOf(await world.readAsConsumer(path)), before);
    },
  ),

  storeCase(
    'checkValue: passes for what can be staged, and writes nothing',
    async scene => {
      const { id } = await scene.seed();
      const before = await scene.describe();

      const outline = outlineOf(scene.value());
      const checks = await scene.store.checkValue(
        { ...scene.path, outline },
        scene.context,
      );

      assert.ok(checks.length > 0);
      assert.deepEqual(
        checks.filter(({ ok }) => !ok),
        [],
      );
      assert.deepEqual(await scene.describe(), before);
      assert.equal(await scene.currentId(), id);
      await scene.expectStaged(undefined);
    },
  ),

  storeCase(
    'values: one that is nearly as large as the store takes is staged and promoted',
    async scene => {
      const size = scene.world.largestContent - ROOM_FOR_STRUCTURE;
      const value = await scene.stage(SecretValue.text('x'.repeat(size)));
      await scene.promote(undefined);
      await scene.expectCurrent(value);
    },
  ),

  storeCase(
    'checkValue: refuses what is larger than the store takes, in one line, and stage does too; nothing is written',
    async scene => {
      const old = await scene.seed();
      const before = await scene.describe();
      const value = scene.value('x'.repeat(scene.world.largestContent + 1));

      await scene.expectValueRefused(value);

      assert.deepEqual(await scene.describe(), before);
      await scene.expectCurrent(old.value);
    },
  ),

  storeCaseWith(
    'seedFields',
    'checkValue: counts the keys that stay',
    async (scene, world) => {
      const half = Math.ceil(world.largestContent / 2);
      await world.seedFields(scene.path.path, {
        password: 'a',
        note: 'x'.repeat(half),
      });

      await scene.expectValueRefused(
        SecretValue.of({
          password: { value: 'y'.repeat(half), secret: true },
        }),
      );
    },
  ),

  storeCaseWith(
    'seedFields',
    'checkValue: refuses one text where consumers read named keys',
    async (scene, world) => {
      await world.seedFields(scene.path.path, { password: 'a' });

      await scene.expectValueRefused(SecretValue.text('b'));
    },
  ),

  storeCaseWith(
    'seedText',
    'checkValue: refuses named keys where consumers read one text',
    async (scene, world) => {
      await world.seedText(scene.path.path, PEM_BUNDLE);

      await scene.expectValueRefused(SecretValue.of(KEY));
    },
  ),

  storeCaseWith(
    'seedBytes',
    'checkValue: says so where bytes stand that are no text, and nothing is written over them',
    async (scene, world) => {
      const bytes = Uint8Array.from([0xff, 0xfe, 0x00, 0x80]);
      const id = await world.seedBytes(scene.path.path, bytes);

      await scene.expectError(scene.read(id), MisconfiguredError);
      await scene.expectValueRefused(scene.value());

      const read = await world.readAsConsumer(scene.path.path);
      assert.ok(read && 'bytes' in read);
      assert.deepEqual(Uint8Array.from(read.bytes), bytes);
      assert.equal(await scene.currentId(), id);
    },
  ),
];
