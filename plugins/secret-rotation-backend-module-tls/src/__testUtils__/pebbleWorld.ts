import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import type { WriteContext } from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  startPebble,
  type Pebble,
  type PebblePrograms,
} from '@keyturn/dev-peers';
import { PemConverter } from '@peculiar/x509';
import { X509Certificate } from 'node:crypto';
import { AcmeAuthority } from '../acme/AcmeAuthority';
import { ChallengeHooks } from '../acme/challenge/ChallengeHooks';
import { readAcmeSettings } from '../acme/settings';
import type { SigningRequest } from '../CertificateAuthority';
import { CertificateRotator } from '../CertificateRotator';
import { startOcspResponder } from './ocspResponder';
import { listOf, writeOcspFiles } from './pebbleRevocations';
import { writeServerCertificate } from './serverCertificate';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** Pebble, what a rotator needs to speak to it, and the revocation list that it lacks. */
export interface PebbleWorld {
  readonly pebble: Pebble;
  readonly folder: string;
  /** Where OpenSSL answers over OCSP for it. */
  readonly responderUrl: string;
  /** Whether this Pebble suggests when to renew: it does from 2.5 on, Debian's is older. */
  readonly suggestsWindows: boolean;
  /** From now on the web server of all names leads ACME servers there, or again to the folder. */
  forwardTo(address: string | undefined): void;
  /** A whole entry of app-config, with an account of its own. */
  entryOf(entry?: object): ConfigReader;
  /** A rotator with an account of its own. */
  rotatorWith(entry?: object): CertificateRotator;
  /** What Pebble itself says of every certificate that was signed here, by serial number. */
  statuses(): Promise<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts Pebble with a web server that answers http-01, a web hook for dns-01, and a list of what Pebble revoked. */
export async function startPebbleWorld(
  programs: PebblePrograms,
): Promise<PebbleWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-acme-'));
  const answers = join(folder, 'answers');
  await mkdir(answers);
  const certificate = await writeServerCertificate(folder);
  const pebble = await startPebble({
    programs,
    dataDir: join(folder, 'pebble'),
    certificate,
  });
  const serials = new Set<string>();
  const revoked = new Set<string>();
  const statusOf = async (serial: string): Promise<string> => {
    // What is revoked stays so.
    if (revoked.has(serial)) return 'Revoked';
    const text = await pebble.manage(`/cert-status-by-serial/${serial}`);
    const { Status: status } = JSON.parse(text);
    if (status === 'Revoked') revoked.add(serial);
    return status;
  };
  const statuses = async () =>
    Object.fromEntries(
      await Promise.all(
        [...serials]
          .sort()
          .map(async serial => [serial, await statusOf(serial)] as const),
      ),
    );
  const trustFile = join(folder, 'root.pem');
  await writeFile(trustFile, await pebble.manage('/roots/0'));
  const accountKeyFile = join(folder, 'account.pem');
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign']);
  await writeFile(
    accountKeyFile,
    PemConverter.encode(
      await crypto.subtle.exportKey('pkcs8', keys.privateKey),
      'PRIVATE KEY',
    ),
  );

  const front: { target?: string } = {};
  const web = await serve(async (request, response) => {
    const file = join(answers, basename(request.url ?? ''));
    response.end(
      front.target
        ? await bytesAt(`${front.target}${request.url}`)
        : await readFile(file).catch(() => 'nothing here'),
    );
  }, pebble.httpPort);
  const lists = await serve(async (_, response) => {
    response.end(await listOf(pebble, await statuses()));
  });
  const responder = await startOcspResponder(async () =>
    writeOcspFiles(folder, pebble, await statuses()),
  );
  const dns = await serve(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { action, record, value } = JSON.parse(
      Buffer.concat(chunks).toString(),
    );
    await pebble.setTxt(record, action === 'present' ? value : undefined);
    response.end();
  });

  /** Notes what was signed, of which Pebble keeps no list. */
  class NotedAuthority extends AcmeAuthority {
    override async sign(request: SigningRequest, context: WriteContext) {
      const signed = await super.sign(request, context);
      serials.add(new X509Certificate(signed[0]).serialNumber.toLowerCase());
      return signed;
    }
  }
  const entryOf = (entry: object = {}) =>
    new ConfigReader({
      directory: pebble.directory,
      caFile: certificate.caFile,
      trustFile,
      accountKey: { file: accountKeyFile },
      termsOfServiceAgreed: true,
      challenge: { hook: 'http-folder', folder: answers },
      revocationList: { url: `${lists.address}/list.crl` },
      ...entry,
    });
  return {
    pebble,
    folder,
    forwardTo: address => {
      front.target = address;
    },
    entryOf,
    statuses,
    responderUrl: responder.url,
    suggestsWindows: (await pebble.ask('/dir')).includes('renewalInfo'),
    rotatorWith: (entry = {}) => {
      const config = entryOf(entry);
      const settings = readAcmeSettings({ name: 'acme', config });
      const given = config.getOptionalString('challenge.hook');
      const hook = new ChallengeHooks().build(
        given === 'dns-webhook'
          ? new ConfigReader({
              challenge: {
                hook: given,
                url: dns.address,
                token: 'of-the-hook',
              },
            })
          : config,
        settings.key,
      );
      return new CertificateRotator(new NotedAuthority(settings, hook));
    },
    stop: async () => {
      await Promise.all(
        [web, lists, dns, responder].map(({ close }) => close()),
      );
      await pebble.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function bytesAt(url: string): Promise<Buffer> {
  const response = await fetch(url);
  return Buffer.from(await response.arrayBuffer());
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
