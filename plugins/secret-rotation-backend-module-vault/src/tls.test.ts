import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listen } from '@keyturn/dev-peers';
import { createAuthority, type Authority } from './__testUtils__/authority';
import { describeOnOpenBao } from './__testUtils__/openBaoWorld';
import { reasonOf, refusals } from './__testUtils__/refusals';
import { createStore } from './__testUtils__/vaultWorld';

jest.setTimeout(60_000);

const context = { signal: new AbortController().signal };
const place = { path: 'payments/db' };
const NOT_TRUSTED =
  'The certificate of the secrets manager is not signed by an authority that is trusted here';

let ours: Authority;
let theirs: Authority;
beforeAll(async () => {
  ours = await createAuthority('ours');
  theirs = await createAuthority('theirs');
});

describeOnOpenBao(
  'a server behind an authority of its own',
  world => {
    let caFile: string;
    beforeAll(async () => {
      caFile = join(world().folder, 'ca.pem');
      await writeFile(caFile, ours.pem);
    });
    const storeOf = (entry: object) =>
      world().store({
        address: world().server.tlsAddress,
        auth: { token: world().server.token },
        ...entry,
      });

    it('is trusted with the certificate in caFile', async () => {
      expect(await refusals(storeOf({ caFile }))).toEqual([]);
    });

    it('is trusted with a file of several authorities', async () => {
      const both = join(world().folder, 'both.pem');
      await writeFile(both, `${theirs.pem}\n${ours.pem}\n`);
      expect(await refusals(storeOf({ caFile: both }))).toEqual([]);
    });

    it.each([
      ['without caFile', async () => undefined],
      [
        "with somebody else's",
        async () => {
          const wrong = join(world().folder, 'wrong.pem');
          await writeFile(wrong, theirs.pem);
          return wrong;
        },
      ],
    ])(
      'is not trusted %s, and preflight says so in one line',
      async (_, file) => {
        const store = storeOf({ caFile: await file() });
        expect(await refusals(store)).toEqual([
          `${NOT_TRUSTED}. Name the authority's certificate in caFile of the store`,
        ]);
        expect(
          await reasonOf(store.describe(place, context), world().server.token),
        ).toBe(`MisconfiguredError: ${NOT_TRUSTED}`);
      },
    );
  },
  async folder => ({ tls: await ours.issue(folder) }),
);

describe('a certificate that is not right', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-tls-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it.each([
    [
      'is for another name',
      { address: '127.0.0.2' },
      'The certificate of the secrets manager is for another name. Use a name of the certificate in address of the store',
    ],
    [
      'has expired',
      { hasExpired: true },
      "The certificate of the secrets manager is not valid at this time. Renew the server's certificate, or correct the clock of this machine",
    ],
  ])('is named when it %s, and nothing is sent', async (_, options, reason) => {
    const { certFile, keyFile } = await ours.issue(folder, options);
    let requests = 0;
    const server = await listen(
      createServer(
        { cert: readFileSync(certFile), key: readFileSync(keyFile) },
        (__, outgoing) => {
          requests += 1;
          outgoing.end('{}');
        },
      ),
    );
    try {
      const caFile = join(folder, 'ca.pem');
      await writeFile(caFile, ours.pem);
      const address = server.address.replace('http:', 'https:');
      const store = createStore(address, 'the-token', { caFile });

      expect(await refusals(store)).toEqual([reason]);
      expect(requests).toBe(0);
    } finally {
      await server.close();
    }
  });
});
