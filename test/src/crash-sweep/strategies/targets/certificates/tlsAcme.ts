import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { Agent } from 'node:https';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { findPebble, startPebble } from '@keyturn/dev-peers';
import { axios, Client, crypto as acmeCrypto } from 'acme-client';
import type { TargetKind } from '../../contracts';
import { CredentialWatch } from '../CredentialWatch';
import { makeAuthority, signServer, writePair } from './authority';
import {
  CERTIFICATE_TRAITS,
  certificateSecret,
  SERVER_NAME,
} from './certificate';
import { PebbleRecords } from './PebbleRecords';

/** Certificates of Pebble, an ACME server. */
export const tlsAcme: TargetKind = {
  name: 'TLS ACME',
  // The protocol has no list of what an account was given: what is lost has a key that died with its worker.
  traits: { ...CERTIFICATE_TRAITS, orphans: 'keyless' },
  standIn: 'Pebble, a CA for tests, with a revocation list of ours',
  failpoints: 'rotator',
  missing: () =>
    findPebble()
      ? undefined
      : 'Pebble (no pebble and pebble-challtestsrv found; set KEYTURN_PEBBLE and KEYTURN_PEBBLE_CHALLTESTSRV)',

  start: async ({ folder }) => {
    const programs = findPebble();
    if (!programs) throw new Error('There is no Pebble on this machine');
    const home = join(folder, 'acme');
    const [dataDir, answers] = [join(home, 'pebble'), join(home, 'answers')];
    for (const each of [dataDir, answers]) {
      await mkdir(each, { recursive: true });
    }
    const authority = await makeAuthority();
    const ca = await writePair(home, 'ca', authority);
    const own = await writePair(
      home,
      'pebble',
      await signServer(authority, { type: 'ip', value: '127.0.0.1' }),
    );
    const pebble = await startPebble({ programs, dataDir, certificate: own });
    const records = new PebbleRecords(pebble, dataDir);
    const web = await serve(async (request, response) => {
      const file = join(answers, basename(request.url ?? ''));
      response.end(await readFile(file).catch(() => 'nothing here'));
    }, pebble.httpPort);
    const lists = await serve(async (_, response) => {
      const list = await records.list().catch(() => undefined);
      response.writeHead(list === undefined ? 503 : 200).end(list);
    });
    const trustFile = join(home, 'root.pem');
    await writeFile(trustFile, await pebble.manage('/roots/0'));
    const accountKeyFile = join(home, 'account.pem');
    const accountKey = await acmeCrypto.createPrivateEcdsaKey();
    await writeFile(accountKeyFile, accountKey, { mode: 0o600 });
    const { directory } = pebble;
    const firstValue = await firstCertificate({
      ...{ directory, accountKey, answers },
      ca: authority.certificate,
    });
    const watch = await CredentialWatch.start(async () => {
      const good = await records.good();
      return good.map(serial => ({ id: serial, account: serial }));
    });
    const listUrl = `${lists.address}/list.crl`;
    return {
      ...certificateSecret({ trustFile, listUrl }),
      entry: {
        kind: 'tls-acme',
        directory,
        caFile: ca.certFile,
        trustFile,
        accountKey: { file: accountKeyFile },
        termsOfServiceAgreed: true,
        challenge: { hook: 'http-folder', folder: answers },
        revocationList: { url: listUrl },
      },
      firstValue,
      effects: () => watch.effects(),
      server: {
        pid: pebble.pid,
        stop: async () => {
          await watch.stop();
          await Promise.all([web.close(), lists.close()]);
          await pebble.stop();
        },
      },
    };
  },
};

/** Has the first certificate signed by hand, for the account that Keyturn goes on with. */
async function firstCertificate(by: {
  readonly directory: string;
  readonly accountKey: Buffer;
  readonly answers: string;
  /** Who vouches for the server itself. */
  readonly ca: string;
}) {
  // The library has one transport for all; this process speaks to one ACME server.
  axios.defaults.httpsAgent = new Agent({ ca: by.ca });
  const { directory: directoryUrl, accountKey } = by;
  const client = new Client({ directoryUrl, accountKey });
  const [privateKey, csr] = await acmeCrypto.createCsr(
    { altNames: [SERVER_NAME] },
    await acmeCrypto.createPrivateEcdsaKey(),
  );
  const pem = await client.auto({
    csr,
    termsOfServiceAgreed: true,
    challengePriority: ['http-01'],
    // Pebble asks by itself; from here the name leads nowhere.
    skipChallengeVerification: true,
    challengeCreateFn: (_, { token }, answer) =>
      writeFile(join(by.answers, token), answer),
    challengeRemoveFn: (_, { token }) => rm(join(by.answers, token)),
  });
  const [certificate, ...chain] = acmeCrypto
    .splitPemChain(pem)
    .map(each => `${each.trim()}\n`);
  return {
    certificate,
    chain: chain.join(''),
    privateKey: privateKey.toString(),
  };
}

async function serve(listener: RequestListener, port = 0) {
  const server = createServer(listener);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
