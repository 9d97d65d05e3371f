import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import type { OpenBao } from '@keyturn/dev-peers';
import { z } from 'zod';
import { CertificateRotator } from '../CertificateRotator';
import { readVaultPkiSettings } from '../vaultPki/settings';
import { VaultPkiAuthority } from '../vaultPki/VaultPkiAuthority';

const ROLE = 'servers';

/** A PKI engine of its own at a real server, and a token with exactly the documented rights. */
export interface OpenBaoPki {
  readonly mount: string;
  rotatorWith(entry?: object): CertificateRotator;
  /** A token that may do nothing. */
  powerlessToken(): Promise<string>;
  /** Serial numbers that the engine signed, each with the time of its revocation or 0. */
  certificates(): Promise<Record<string, number>>;
  close(): Promise<void>;
}

const dataShape = z.object({ data: z.record(z.string(), z.unknown()) });
const tokenShape = z.object({ auth: z.object({ client_token: z.string() }) });

let mounts = 0;

/** Mounts a PKI engine with a root and a role. */
export async function createOpenBaoPki(server: OpenBao): Promise<OpenBaoPki> {
  mounts += 1;
  const mount = `pki-${mounts}`;
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-pki-'));
  const call = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${server.address}/v1/${path}`, {
      method,
      headers: { 'x-vault-token': server.token },
      body: body && JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    const text = await response.text();
    return text ? JSON.parse(text) : undefined;
  };
  const data = async (method: string, path: string, body?: object) =>
    dataShape.parse(await call(method, path, body)).data;
  const newToken = async (policies: string[]) =>
    tokenShape.parse(
      await call('POST', 'auth/token/create', { policies, ttl: '1h' }),
    ).auth.client_token;

  await call('POST', `sys/mounts/${mount}`, {
    type: 'pki',
    config: { max_lease_ttl: '87600h' },
  });
  const root = await data('POST', `${mount}/root/generate/internal`, {
    common_name: `Root of ${mount}`,
    ttl: '8760h',
    key_type: 'ec',
    key_bits: 256,
  });
  await call('POST', `${mount}/config/urls`, {
    ocsp_servers: [`${server.address}/v1/${mount}/ocsp`],
  });
  await call('POST', `${mount}/roles/${ROLE}`, {
    allowed_domains: ['example.com'],
    allow_subdomains: true,
    allow_bare_domains: true,
    allow_ip_sans: false,
    require_cn: false,
    key_type: 'any',
    max_ttl: '720h',
  });
  await call('PUT', `sys/policies/acl/keyturn-${mount}`, {
    policy: [`${mount}/sign/${ROLE}`, `${mount}/revoke`]
      .map(path => `path "${path}" { capabilities = ["update"] }`)
      .join('\n'),
  });
  const token = await newToken([`keyturn-${mount}`]);
  const trustFile = join(folder, 'root.pem');
  await writeFile(trustFile, z.string().parse(root.certificate));
  return {
    mount,
    rotatorWith: (entry = {}) =>
      new CertificateRotator(
        new VaultPkiAuthority(
          readVaultPkiSettings({
            name: 'vault-pki',
            config: new ConfigReader({
              address: server.address,
              mount,
              role: ROLE,
              trustFile,
              token: { value: token },
              ...entry,
            }),
          }),
        ),
      ),
    powerlessToken: () => newToken(['default']),
    certificates: async () => {
      const { keys } = await data('LIST', `${mount}/certs`);
      const found: Record<string, number> = {};
      for (const serial of z.array(z.string()).parse(keys)) {
        const { revocation_time: at } = await data(
          'GET',
          `${mount}/cert/${serial}`,
        );
        found[serial] = z.number().parse(at);
      }
      return found;
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
