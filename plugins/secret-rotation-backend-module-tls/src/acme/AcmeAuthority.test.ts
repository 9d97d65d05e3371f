import {
  accountName,
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { describeRotator } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { freePort, pebbleForTests } from '@keyturn/dev-peers';
import { acmePeer } from '../__conformance__/acmePeer';
import { at, createOwnAuthority } from '../__testUtils__/ownAuthority';
import {
  startPebbleWorld,
  type PebbleWorld,
} from '../__testUtils__/pebbleWorld';
import { answerTo, signFor } from '../__testUtils__/signing';
import { leafOf } from '../certificate/tlsMaterial';

jest.setTimeout(300_000);

const programs = pebbleForTests();
let world: PebbleWorld;

// Skipped where the machine has no Pebble, which is named above.
(programs ? describe : describe.skip)('ACME on Pebble', () => {
  beforeAll(async () => {
    if (programs) world = await startPebbleWorld(programs);
  });
  afterAll(() => world?.stop());

  describeRotator(acmePeer(() => world));

  it('rotates by http-01: old and new are good until the old one is revoked, with its reason', async () => {
    const rotator = world.rotatorWith();
    const names = ['one.example.com', 'two.example.com'];
    const old = await signFor(rotator, names, 1);
    const next = await signFor(rotator, names, 2, [old]);
    expect(leafOf(next)?.subjectAltName).toBe(
      'DNS:one.example.com, DNS:two.example.com',
    );
    expect(await answerTo(rotator, old)).toBe('accepted');
    expect(await answerTo(rotator, next)).toBe('accepted');

    const input = {
      options: rotator.parseOptions({ names }),
      account: accountName(names[0]),
      keep: next,
      refuse: old,
    };
    await rotator.revoke(input, at(2));
    await rotator.revoke({ ...input, isCompromised: true }, at(2));
    expect(await answerTo(rotator, old)).toBe('rejected');
    expect(await answerTo(rotator, next)).toBe('accepted');
    const serial = leafOf(old)?.serialNumber.toLowerCase();
    const status = JSON.parse(
      await world.pebble.manage(`/cert-status-by-serial/${serial}`),
    );
    expect(status).toMatchObject({ Status: 'Revoked', Reason: 4 });
  });

  it('signs for a name with a * by dns-01, and takes the record away again', async () => {
    const rotator = world.rotatorWith({ challenge: { hook: 'dns-webhook' } });
    const names = ['*.wild.example.com', 'wild.example.com'];
    const value = await signFor(rotator, names, 1);
    expect(await answerTo(rotator, value)).toBe('accepted');
  });

  it('is refused in preflight for a name with a * by http-01', async () => {
    const rotator = world.rotatorWith();
    const options = rotator.parseOptions({ names: ['*.shop.example.com'] });
    const checks = await rotator.preflight(
      { options, accounts: { new: accountName('x') }, current: undefined },
      at(1),
    );
    expect(checks.filter(({ ok }) => !ok)).toEqual([
      expect.objectContaining({ code: 'tls-acme.challenge' }),
    ]);
  });

  it('says what to do when the answers do not lie where the server looks, in our words', async () => {
    const rotator = world.rotatorWith({
      challenge: { hook: 'http-folder', folder: world.folder },
    });
    const error = await signFor(rotator, ['lost.example.com'], 1).catch(
      thrown => thrown,
    );
    expect([MisconfiguredError, PermissionDeniedError]).toContain(
      error.constructor,
    );
    expect(error.message).not.toMatch(/urn:|127\.0\.0\.1|lost/);
  });

  it('revokes again what names neither revocation list nor responder, and says so', async () => {
    const rotator = world.rotatorWith({ revocationList: undefined });
    const before = Object.values(await world.statuses());
    await expect(signFor(rotator, ['unlisted.example.com'], 1)).rejects.toThrow(
      /says nowhere how clients/,
    );
    expect(Object.values(await world.statuses())).toEqual(before);
  });

  it('tells nothing about a certificate while the list cannot be had', async () => {
    const value = await signFor(world.rotatorWith(), ['alone.example.com'], 1);
    const url = `http://127.0.0.1:${await freePort()}/list.crl`;
    const rotator = world.rotatorWith({ revocationList: { url } });
    expect(await answerTo(rotator, value)).toBe('unknown');
  });

  it('trusts the authorities of the entry alone with the server itself', async () => {
    const directory = world.pebble.directory.replace('127.0.0.1', 'localhost');
    const rotator = world.rotatorWith({ directory });
    await expect(signFor(rotator, ['shop.example.com'], 1)).rejects.toThrow(
      UnavailableError,
    );
  });

  it('asks a responder where there is no list, and believes both where there are both', async () => {
    const answersOf = async (entry: object, value: SecretValue) => {
      const probes = await world.rotatorWith(entry).probe({ value }, at(9));
      return probes.map(({ answer }) => answer);
    };
    const ocsp = { url: world.responderUrl };
    const rotator = world.rotatorWith({ revocationList: undefined, ocsp });
    const names = ['asked.example.com'];
    const old = await signFor(rotator, names, 1);
    expect(await answersOf({ ocsp, revocationList: undefined }, old)).toEqual([
      'accepted',
    ]);
    await rotator.revoke(
      {
        options: rotator.parseOptions({ names }),
        account: accountName(names[0]),
        keep: await signFor(rotator, names, 2, [old]),
        refuse: old,
        isCompromised: true,
      },
      at(2),
    );
    expect(await answersOf({ ocsp }, old)).toEqual(['rejected', 'rejected']);
    const serial = leafOf(old)?.serialNumber.toLowerCase();
    expect(
      JSON.parse(await world.pebble.manage(`/cert-status-by-serial/${serial}`)),
    ).toMatchObject({ Status: 'Revoked', Reason: 1 });
  });

  it('renews in the window that the server suggests, else when two thirds of the time are over', async () => {
    const rotator = world.rotatorWith();
    const value = await signFor(rotator, ['later.example.com'], 1);
    const leaf = leafOf(value);
    const from = Number(leaf?.validFromDate);
    const to = Number(leaf?.validToDate);
    const twoThirds = from + Math.floor(((to - from) * 2) / 3);
    const [words, earliest, latest] = world.suggestsWindows
      ? ['suggests', from + 1, to - 1]
      : ['Two thirds', twoThirds, twoThirds];
    const renewal = await rotator.renewal({ value }, at(1));
    expect(renewal?.because).toContain(words);
    expect(Number(renewal?.at)).toBeGreaterThanOrEqual(earliest);
    expect(Number(renewal?.at)).toBeLessThanOrEqual(latest);
  });

  it('gets a certificate also where the server had the old one replaced already, or does not know it', async () => {
    const rotator = world.rotatorWith();
    const names = ['again.example.com'];
    const old = await signFor(rotator, names, 1);
    const own = await createOwnAuthority();
    const foreign = await signFor(own.rotator, names, 1);
    await own.remove();
    for (const current of [old, old, foreign]) {
      const value = await signFor(rotator, names, 2, [current]);
      expect(await answerTo(rotator, value)).toBe('accepted');
    }
  });
});
