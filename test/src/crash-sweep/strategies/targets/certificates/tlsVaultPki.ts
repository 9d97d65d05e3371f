import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  findVaultBinary,
  startOpenBao,
  type OpenBao,
} from '@keyturn/dev-peers';
import { z } from 'zod';
import type { TargetKind } from '../../contracts';
import { CredentialWatch } from '../CredentialWatch';
import {
  CERTIFICATE_TRAITS,
  certificateSecret,
  SERVER_NAME,
} from './certificate';

const ROLE = 'servers';

const rootShape = z.object({ data: z.object({ certificate: z.string() }) });
const tokenShape = z.object({ auth: z.object({ client_token: z.string() }) });
const issuedShape = z.object({
  data: z.object({
    certificate: z.string(),
    issuing_ca: z.string(),
    private_key: z.string(),
  }),
});
const serialsShape = z.object({
  data: z.object({ keys: z.array(z.string()) }),
});

/** Certificates of the PKI engine of an OpenBao or Vault of its own. */
export const tlsVaultPki: TargetKind = {
  name: 'TLS Vault PKI',
  // It keeps no list by which a certificate is known as one of a run: what is lost has a key that died with its worker.
  traits: { ...CERTIFICATE_TRAITS, orphans: 'keyless' },
  failpoints: 'rotator',
  missing: () =>
    findVaultBinary()
      ? undefined
      : 'OpenBao or Vault (no bao or vault found; set KEYTURN_VAULT_BINARY)',

  start: async ({ folder }) => {
    const binary = findVaultBinary();
    if (!binary) throw new Error('There is no bao or vault on this machine');
    const server = await startOpenBao({
      binary,
      dataDir: join(folder, 'authority'),
    });
    const ask = asRoot(server);
    const { trust, token } = await prepare(ask);
    const trustFile = join(folder, 'root.pem');
    await writeFile(trustFile, `${trust}\n`);
    const { data: first } = issuedShape.parse(
      await ask('POST', `pki/issue/${ROLE}`, {
        ...{ common_name: SERVER_NAME, key_type: 'ec', key_bits: 256 },
      }),
    );
    const serials = async (path: string) => {
      const listed = serialsShape.safeParse(await ask('LIST', path));
      return (listed.data?.data.keys ?? []).map(key =>
        key.replace(/[^0-9a-f]/g, ''),
      );
    };
    const watch = await CredentialWatch.start(async () => {
      const revoked = await serials('pki/certs/revoked');
      const signed = await serials('pki/certs');
      return signed
        .filter(serial => !revoked.includes(serial))
        .map(serial => ({ id: serial, account: serial }));
    });
    const { address, pid } = server;
    return {
      ...certificateSecret({
        trustFile,
        listUrl: `${address}/v1/pki/crl/pem`,
      }),
      entry: {
        kind: 'tls-vault-pki',
        address,
        role: ROLE,
        trustFile,
        token: { value: token },
      },
      firstValue: {
        certificate: `${first.certificate}\n`,
        chain: `${first.issuing_ca}\n`,
        privateKey: `${first.private_key}\n`,
      },
      effects: () => watch.effects(),
      server: {
        pid,
        stop: async () => {
          await watch.stop();
          await server.stop();
        },
      },
    };
  },
};

type Ask = (method: string, path: string, body?: object) => Promise<unknown>;

/** Asks as the server's root. */
function asRoot({ address, token }: OpenBao): Ask {
  return async (method, path, body) => {
    const response = await fetch(`${address}/v1/${path}`, {
      method,
      headers: { 'x-vault-token': token },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    // A folder that nothing lies in is answered with 404.
    if (!response.ok && response.status !== 404) {
      throw new Error(`The authority answered ${response.status}`);
    }
    return text ? JSON.parse(text) : undefined;
  };
}

/** Mounts the engine with a root and a role, and gives Keyturn what its page asks for. */
async function prepare(ask: Ask): Promise<{ trust: string; token: string }> {
  await ask('POST', 'sys/mounts/pki', {
    type: 'pki',
    config: { max_lease_ttl: '87600h' },
  });
  const root = rootShape.parse(
    await ask('POST', 'pki/root/generate/internal', {
      ...{ common_name: 'Root of the crash sweep', ttl: '8760h' },
      ...{ key_type: 'ec', key_bits: 256 },
    }),
  );
  await ask('POST', `pki/roles/${ROLE}`, {
    ...{ allowed_domains: ['example.com'], allow_subdomains: true },
    ...{ require_cn: false, key_type: 'any', max_ttl: '720h' },
  });
  await ask('PUT', 'sys/policies/acl/keyturn', {
    policy: [`pki/sign/${ROLE}`, 'pki/revoke']
      .map(path => `path "${path}" { capabilities = ["update"] }`)
      .join('\n'),
  });
  const made = tokenShape.parse(
    await ask('POST', 'auth/token/create', { policies: ['keyturn'] }),
  );
  return { trust: root.data.certificate, token: made.auth.client_token };
}
