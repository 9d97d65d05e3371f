import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import 'reflect-metadata';
import { ConfigReader } from '@backstage/config';
import type { WriteContext } from '@keyturn/backstage-plugin-secret-rotation-node';
import { FileAuthority } from '../ca/FileAuthority';
import { readFileAuthoritySettings } from '../ca/settings';
import { CertificateRotator } from '../CertificateRotator';
import { makeAuthority, type MadeAuthority } from './madeAuthority';

/** A file authority in a folder of its own. */
export interface OwnAuthority {
  readonly folder: string;
  readonly made: MadeAuthority;
  /** Its certificate, and its key, as files. */
  readonly files: { readonly certificate: string; readonly key: string };
  readonly authority: FileAuthority;
  readonly rotator: CertificateRotator;
  /** The same files with another configuration or clock. */
  rotatorWith(entry: object, now?: () => Date): CertificateRotator;
  /** The same files with another configuration or clock. */
  authorityWith(entry: object, now?: () => Date): FileAuthority;
  remove(): Promise<void>;
}

/** Puts an authority's files into a new folder and opens it as the module does. */
export async function createOwnAuthority(
  /** When the time of the authority between root and signer is over; absent: there is none. */
  between?: Date,
): Promise<OwnAuthority> {
  const home = await mkdtemp(join(tmpdir(), 'keyturn-ca-'));
  const root = await makeAuthority('Keyturn test root');
  const middle =
    between &&
    (await makeAuthority('Keyturn test middle', root, { notAfter: between }));
  const made = await makeAuthority('Keyturn test authority', middle ?? root);
  const folder = join(home, 'ledger');
  await mkdir(folder);
  const files = {
    certificate: join(home, 'ca.pem'),
    key: join(home, 'ca.key'),
  };
  await writeFile(files.certificate, made.pem + (middle?.pem ?? '') + root.pem);
  await writeFile(files.key, made.keyPem, { mode: 0o600 });
  const authorityWith = (entry: object, now?: () => Date) =>
    new FileAuthority(
      readFileAuthoritySettings({
        name: 'internal-ca',
        config: new ConfigReader({
          certificateFile: files.certificate,
          keyFile: files.key,
          folder,
          ...entry,
        }),
      }),
      now,
    );
  const rotatorWith = (entry: object, now?: () => Date) =>
    new CertificateRotator(authorityWith(entry, now), now);
  return {
    folder,
    made,
    files,
    authority: authorityWith({}),
    rotator: rotatorWith({}),
    rotatorWith,
    authorityWith,
    remove: () => rm(home, { recursive: true, force: true }),
  };
}

/** A write of a worker that nothing ends. */
export function at(run: number, epoch = 1): WriteContext {
  return { signal: new AbortController().signal, fence: { run, epoch } };
}
