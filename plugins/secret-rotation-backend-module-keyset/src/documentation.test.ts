import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  accountName,
  type SecretValue,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { parse } from 'yaml';
import { rotatorFor } from './__conformance__/rotators';
import { DataWorld } from './__testUtils__/DataWorld';
import { TokenWorld } from './__testUtils__/TokenWorld';
import { canServe } from './keys/abilities';
import { parseKeySet } from './keys/KeySet';

jest.setTimeout(60_000);

const page = readFileSync(
  resolve(__dirname, '../../../docs/integrations/keyset.md'),
  'utf8',
);

/** The blocks of the page in a language. */
function blocks(language: string): string[] {
  const found = page.matchAll(
    new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'),
  );
  return [...found].map(([, text]) => text);
}

/** An entry of the page, by its name. */
function entryNamed(name: string) {
  const entries = blocks('yaml').map(
    text => parse(text).secretRotation.rotators,
  );
  return entries.find(entry => name in entry)[name];
}

const context = (): WriteContext => ({
  fence: { run: 7, epoch: 1 },
  signal: AbortSignal.timeout(30_000),
});

const setIn = (value: SecretValue) => parseKeySet(value.reveal('keySet'));

describe('the documentation', () => {
  it('shows a value that the rotator reads, with a key of every role', () => {
    const [shown] = blocks('json');
    const set = parseKeySet(shown);
    expect(set && canServe(set, 'ES256')).toBe(true);
    expect(set).toMatchObject({ next: 'C', previous: 'A', retired: '0' });
  });

  it('shows an entry for signing keys that rotates them', async () => {
    const entry = entryNamed('login-tokens');
    const world = await TokenWorld.start(entry.jwks.length);
    const rotator = rotatorFor({ ...entry, jwks: world.jwks });
    const options = rotator.parseOptions({ name: 'login-web' });
    const first = await rotator.generate({ current: undefined });
    for (const index of entry.jwks.keys()) world.load(index, first);
    const checks = await rotator.preflight({ current: first }, context());
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    const next = await rotator.generate({ current: first });
    const accounts = rotator.chooseAccounts(options, first);
    await rotator.activate({ options, accounts, value: next }, context());
    const probes = await rotator.probe({ value: next }, context());
    expect(probes.map(({ answer }) => answer)).toEqual(
      entry.jwks.map(() => 'accepted'),
    );
    expect(rotator.graceAfterUse()).toBe(3_600_000);
    await world.stop();
  });

  it('shows an entry for data keys, and what the hook gets', async () => {
    const entry = entryNamed('card-numbers');
    const world = await DataWorld.start();
    const rotator = rotatorFor({
      ...entry,
      reencryption: {
        url: world.url,
        headers: { authorization: `Bearer ${world.token}` },
      },
    });
    const options = rotator.parseOptions({ name: entry.allow[0] });
    const first = await rotator.generate({ current: undefined });
    const next = await rotator.generate({ current: first });
    world.load(0, next);
    world.load(1, next);
    await rotator.revoke(
      { options, account: accountName('cards'), keep: next, refuse: first },
      context(),
    );
    const [shown] = blocks('http');
    const asWritten = shown
      .replaceAll('<old kid>', String(setIn(first)?.current))
      .replaceAll('<new kid>', String(setIn(next)?.current));
    const [head, body] = asWritten.split('\n\n');
    expect(head).toContain(new URL(entry.reencryption.url).pathname);
    expect(JSON.parse(world.asked[0].replace('POST ', ''))).toEqual(
      JSON.parse(body),
    );
    expect(head).toContain(`idempotency-key: ${world.keys[0]}`);
    await world.stop();
  });
});
