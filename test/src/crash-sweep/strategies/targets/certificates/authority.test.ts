import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { targetView } from '../../targetView';
import {
  makeAuthority,
  serialOf,
  signList,
  signServer,
  writePair,
} from './authority';
import { certificateSecret, SERVER_NAME } from './certificate';

const NAME = { type: 'dns', value: SERVER_NAME } as const;

describe('the clients of a server whose certificate is rotated', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-clients-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('take what the authority signed until its list says otherwise, and nothing of another', async () => {
    const authority = await makeAuthority();
    const { certFile: trustFile } = await writePair(folder, 'ca', authority);
    const list = join(folder, 'crl.pem');
    const listUrl = pathToFileURL(list).href;
    const { endpoints } = certificateSecret({ trustFile, listUrl });
    const { login } = targetView(endpoints);
    const [old, next] = [
      await signServer(authority, NAME),
      await signServer(authority, NAME),
    ];

    await expect(login({ ...old })).resolves.toEqual(['unknown']);
    await writeFile(list, await signList(authority, []));
    await expect(login({ ...old })).resolves.toEqual(['accepted']);
    await writeFile(
      list,
      await signList(authority, [serialOf(old.certificate)]),
    );
    await expect(login({ ...old })).resolves.toEqual(['refused']);
    await expect(login({ ...next })).resolves.toEqual(['accepted']);
    const stranger = await signServer(await makeAuthority(), NAME);
    await expect(login({ ...stranger })).resolves.toEqual(['refused']);
    const other = { type: 'dns', value: 'pay.example.com' } as const;
    await expect(
      login({ ...(await signServer(authority, other)) }),
    ).resolves.toEqual(['refused']);
  });
});
