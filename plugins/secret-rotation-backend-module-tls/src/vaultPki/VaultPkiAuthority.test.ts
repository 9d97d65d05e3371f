import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  accountName,
  MisconfiguredError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { describeRotator } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import {
  secretsManagersForTests,
  startOpenBao,
  type OpenBao,
} from '@keyturn/dev-peers';
import { vaultPkiPeer } from '../__conformance__/vaultPkiPeer';
import { createOpenBaoPki, type OpenBaoPki } from '../__testUtils__/openBaoPki';
import { at } from '../__testUtils__/ownAuthority';
import { answerTo, signFor } from '../__testUtils__/signing';

jest.setTimeout(300_000);

// The stand-in has no PKI engine. A missing OpenBao is named by the call.
const real = secretsManagersForTests().find(({ name }) => name === 'OpenBao');

(real ? describe : describe.skip)('the PKI engine of OpenBao', () => {
  let server: OpenBao;
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'keyturn-pki-server-'));
    server = await startOpenBao({ binary: real?.binary ?? '', dataDir });
  });
  afterAll(async () => {
    await server?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  describeRotator(vaultPkiPeer(() => server));

  describe('with a role and a token as documented', () => {
    let pki: OpenBaoPki;
    beforeEach(async () => {
      pki = await createOpenBaoPki(server);
    });
    afterEach(() => pki.close());

    it('rotates: old and new are good until the old one is revoked', async () => {
      const rotator = pki.rotatorWith({ lifetime: { days: 7 } });
      const names = ['shop.example.com', 'pay.example.com'];
      const old = await signFor(rotator, names, 1);
      const next = await signFor(rotator, names, 2, [old]);
      expect(await answerTo(rotator, old)).toBe('accepted');
      await rotator.revoke(
        {
          options: rotator.parseOptions({ names }),
          account: accountName(names[0]),
          keep: next,
          refuse: old,
        },
        at(2),
      );
      expect(await answerTo(rotator, old)).toBe('rejected');
      expect(await answerTo(rotator, next)).toBe('accepted');
    });

    it('refuses names that the role does not allow, in our words', async () => {
      const rotator = pki.rotatorWith();
      const error = await signFor(rotator, ['evil.example.net'], 1).catch(
        thrown => thrown,
      );
      expect(error).toBeInstanceOf(MisconfiguredError);
      expect(error.message).not.toMatch(/evil|127\.0\.0\.1/);
      expect(Object.keys(await pki.certificates())).toHaveLength(1);
    });

    it('names the right that the token lacks', async () => {
      const rotator = pki.rotatorWith({
        token: { value: await pki.powerlessToken() },
      });
      const checks = await rotator.preflight(
        {
          options: rotator.parseOptions({ names: ['shop.example.com'] }),
          accounts: { new: accountName('shop.example.com') },
          current: undefined,
        },
        at(1),
      );
      expect(checks.filter(({ ok }) => !ok).map(({ fix }) => fix)).toEqual(
        [`${pki.mount}/sign/servers`, `${pki.mount}/revoke`].map(
          path =>
            `Add to the token's policy: path "${path}" { capabilities = ["update"] }`,
        ),
      );
    });
  });
});
