import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createOwnAuthority } from './__testUtils__/ownAuthority';
import { answerTo, signFor } from './__testUtils__/signing';

jest.setTimeout(60_000);

const HOUR_MS = 3_600_000;

it('stages nothing below an authority whose time is over, and revokes it again', async () => {
  const good = await createOwnAuthority(new Date(Date.now() + HOUR_MS));
  const value = await signFor(good.rotator, ['shop.internal'], 1);
  expect(await answerTo(good.rotator, value)).toBe('accepted');
  await good.remove();

  const over = await createOwnAuthority(new Date(Date.now() - HOUR_MS));
  await expect(signFor(over.rotator, ['shop.internal'], 1)).rejects.toThrow(
    /has expired/,
  );
  expect(await readdir(join(over.folder, 'revoked'))).toHaveLength(1);
  await over.remove();
});
