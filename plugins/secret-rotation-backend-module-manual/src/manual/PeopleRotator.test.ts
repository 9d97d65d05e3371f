import { execFileSync } from 'node:child_process';
import { ConfigReader } from '@backstage/config';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import * as fc from 'fast-check';
import { PartnerStandIn } from '../__testUtils__/PartnerStandIn';
import { commandFor, linkFor } from './filledIn';
import { PeopleRotator } from './PeopleRotator';
import { readManualSettings } from './settings';

const ENTRY = {
  kind: 'manual',
  overlap: 'dual',
  assignee: 'user:default/ana',
  tasks: {
    activate: {
      title: 'Make a new key at the partner',
      instructions: 'Log in, press New key, write it to the store.',
      command: 'bao kv put -mount=secret {path} value=-',
      link: 'https://partner.example/keys/{name}',
    },
    revoke: { title: 'Delete the old key', instructions: 'Press Delete.' },
  },
};

function rotatorOf(entry: object): PeopleRotator {
  const config = new ConfigReader({ ...entry });
  return new PeopleRotator(readManualSettings({ name: 'partner', config }));
}

describe('a task', () => {
  it('is in the operator’s words, about this secret, for the person that they name', () => {
    const rotator = rotatorOf(ENTRY);
    const options = rotator.parseOptions({ name: 'acme' });
    expect(
      rotator.task({ options, path: 'payments/acme', step: 'activate' }),
    ).toEqual({
      title: 'Make a new key at the partner',
      instructions: 'Log in, press New key, write it to the store.',
      command: 'bao kv put -mount=secret payments/acme value=-',
      link: 'https://partner.example/keys/acme',
      assignee: 'user:default/ana',
    });
    expect(
      rotator.task({ options, path: 'payments/acme', step: 'revoke' }),
    ).toMatchObject({ title: 'Delete the old key', command: undefined });
  });

  it('puts a path into a command as one word, whatever a catalog file says', () => {
    const text = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 40 })
      .filter(it => !it.includes('\0'));
    const hostile = fc.oneof(
      text,
      fc.constantFrom(
        "'; id; '",
        '$(id)',
        '`id`',
        '-rf',
        '"',
        '\\',
        'a b\nc',
        '{name}',
      ),
    );
    fc.assert(
      fc.property(hostile, path => {
        const command = commandFor('printf %s {path}', { path, name: 'acme' });
        const printed = execFileSync('/bin/sh', ['-c', command]);
        expect(printed.equals(Buffer.from(path))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps a path within its part of a link', () => {
    expect(
      linkFor('https://partner.example/{path}?key={name}', {
        path: 'a?b#c/ü',
        name: 'x&y=z',
      }),
    ).toBe('https://partner.example/a%3Fb%23c/%C3%BC?key=x%26y%3Dz');
  });

  it.each([
    [{ overlap: 'maybe' }, 'overlap'],
    [{ assignee: 'ana' }, 'assignee'],
    [{ tasks: { activate: ENTRY.tasks.activate } }, 'tasks.revoke'],
    [
      {
        tasks: {
          ...ENTRY.tasks,
          revoke: { ...ENTRY.tasks.revoke, link: 'data:text/html,x' },
        },
      },
      'tasks.revoke.link',
    ],
    [
      {
        tasks: {
          ...ENTRY.tasks,
          revoke: { ...ENTRY.tasks.revoke, link: 'https://{name}/' },
        },
      },
      'tasks.revoke.link',
    ],
  ])('is refused with a reason that names the key: %#', (change, key) => {
    expect(() => rotatorOf({ ...ENTRY, ...change })).toThrow(
      MisconfiguredError,
    );
    expect(() => rotatorOf({ ...ENTRY, ...change })).toThrow(
      `secretRotation.rotators.partner.${key} is missing or not usable`,
    );
  });

  it.each([
    [{ url: 'http://partner.example/me' }, 'would send credentials in clear'],
    [{ url: 'https://u:p@partner.example/' }, 'probe.url is not an address'],
    [{ headers: { authorization: 'Bearer fixed' } }, '.probe.headers'],
    [{ accepted: [200], rejected: [200] }, '.probe is missing or not usable'],
  ])(
    'is not tried by a request that tells nothing or tells others: %#',
    (change, why) => {
      const probe = {
        url: 'https://partner.example/me',
        headers: { authorization: 'Bearer {value}' },
        ...change,
      };
      expect(() => rotatorOf({ ...ENTRY, probe })).toThrow(why);
    },
  );

  it('is tried at no private address that the operator does not name', async () => {
    const partner = await PartnerStandIn.start();
    try {
      const rotator = rotatorOf({
        ...ENTRY,
        probe: {
          url: `${partner.origin}/me`,
          headers: { 'x-api-key': '{key}' },
        },
        network: { plainHttp: true },
      });
      const value = await partner.makeValue();
      const { signal } = new AbortController();
      expect(await rotator.probe({ value }, { signal })).toEqual([
        { endpoint: 'endpoint 1 of 1', answer: 'unknown' },
      ]);
      expect(await partner.log()).toBe('');
    } finally {
      await partner.stop();
    }
  });

  it('asks for a name that the operator can allow', () => {
    const rotator = rotatorOf(ENTRY);
    expect(() => rotator.parseOptions({})).toThrow('options.name');
    expect(() => rotator.parseOptions({ name: 'a/../b' })).toThrow(
      MisconfiguredError,
    );
    expect(rotator.accounts({ name: 'acme' })).toEqual(['acme']);
  });
});
