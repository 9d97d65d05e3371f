import type { RotatorPeer } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FILE_AUTHORITY } from '../declarations';
import { createOwnAuthority } from '../__testUtils__/ownAuthority';
import { NOT_OF_CERTIFICATES, certificateWorld } from './certificates';

/** A file authority in a new folder for each case. */
export const fileAuthorityPeer: RotatorPeer = {
  name: 'An authority in files',
  declaration: FILE_AUTHORITY,
  exemptions: {
    ...NOT_OF_CERTIFICATES,
    withoutServer:
      'there is no server: a folder that is gone is tried by a test of its own',
    withoutRights:
      'the only right is to read and write files: a key that cannot be read is a wrong configuration, tried by a test of its own',
    interrupt: 'there is no connection that could break',
    serverLog: 'there is no server that logs',
    fill: 'a certificate takes no room',
  },
  createWorld: async () => {
    const own = await createOwnAuthority();
    const { rotator } = own;
    const list = (name: string) =>
      readdir(join(own.folder, name)).catch(() => []); // nothing was written yet
    return certificateWorld({
      rotator,
      look: async () => [await list('issued'), await list('revoked')],
      countCredentials: async () =>
        (await list('issued')).length - (await list('revoked')).length,
      close: own.remove,
    });
  },
};
