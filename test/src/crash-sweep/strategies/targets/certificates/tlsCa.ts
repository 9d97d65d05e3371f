import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TargetKind } from '../../contracts';
import { CredentialWatch } from '../CredentialWatch';
import {
  makeAuthority,
  serialOf,
  signList,
  signServer,
  writePair,
} from './authority';
import {
  CERTIFICATE_TRAITS,
  certificateSecret,
  SERVER_NAME,
} from './certificate';

/** Certificates of an own authority, whose key lies in a file. */
export const tlsCa: TargetKind = {
  name: 'TLS own authority',
  traits: CERTIFICATE_TRAITS,
  failpoints: 'rotator',
  missing: () => undefined,

  start: async world => {
    const home = join(world.folder, 'authority');
    const folder = join(home, 'ledger');
    await mkdir(folder, { recursive: true });
    const authority = await makeAuthority();
    const { certFile, keyFile } = await writePair(home, 'ca', authority);
    const list = join(folder, 'crl.pem');
    await writeFile(list, await signList(authority, []));
    const first = await signServer(authority, {
      type: 'dns',
      value: SERVER_NAME,
    });
    const watch = await CredentialWatch.start(async () => {
      const revoked = await serialsIn(join(folder, 'revoked'));
      const issued = await serialsIn(join(folder, 'issued'));
      return [serialOf(first.certificate), ...issued]
        .filter(serial => !revoked.includes(serial))
        .map(serial => ({ id: serial, account: serial }));
    });
    return {
      ...certificateSecret({
        trustFile: certFile,
        listUrl: pathToFileURL(list).href,
      }),
      entry: { kind: 'tls-ca', certificateFile: certFile, keyFile, folder },
      firstValue: { ...first, chain: authority.certificate },
      effects: () => watch.effects(),
      server: { stop: () => watch.stop() },
    };
  },
};

/** The authority keeps a file for each certificate that it signed, and for each that it revoked. */
async function serialsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(error => {
    if (error.code === 'ENOENT') return []; // nothing yet
    throw error;
  });
  return names
    .filter(name => name.endsWith('.json'))
    .map(name => parse(name).name);
}
