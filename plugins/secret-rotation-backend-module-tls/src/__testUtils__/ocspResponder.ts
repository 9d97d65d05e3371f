import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** OpenSSL's OCSP responder on loopback. */
export interface OcspResponder {
  readonly url: string;
  close(): Promise<void>;
}

/** Who answers, from what. All are files but the arguments. */
export interface OcspFiles {
  readonly index: string;
  readonly authority: string;
  readonly signer: string;
  readonly signerKey: string;
  /** Further arguments of `openssl ocsp`. */
  readonly args?: readonly string[];
}

/**
 * Has `openssl ocsp` answer, from its index. The program's own server listens on every interface, so it answers one
 * question at a time behind a web server of ours.
 * @param files - asked for at every question
 */
export async function startOcspResponder(
  files: () => Promise<OcspFiles>,
): Promise<OcspResponder> {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-ocsp-'));
  let questions = 0;
  const server = createServer(async (request, response) => {
    questions += 1;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const [asked, answered] = ['question', 'answer'].map(name =>
      join(folder, `${name}-${questions}`),
    );
    await writeFile(asked, Buffer.concat(chunks));
    const { index, authority, signer, signerKey, args } = await files();
    await promisify(execFile)('openssl', [
      ...['ocsp', '-index', index, '-CA', authority],
      ...['-rsigner', signer, '-rkey', signerKey],
      ...['-reqin', asked, '-respout', answered],
      ...(args ?? ['-nmin', '60']),
    ]);
    response.end(await readFile(answered));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
