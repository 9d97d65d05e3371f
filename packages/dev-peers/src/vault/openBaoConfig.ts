import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../processes/freePort';

const HOST = '127.0.0.1';

/** A certificate for 127.0.0.1 and its key, in PEM files. @public */
export interface ServerCertificate {
  readonly certFile: string;
  readonly keyFile: string;
}

/** What a server of OpenBao or Vault is to be. */
export interface OpenBaoNode {
  readonly dataDir: string;
  readonly port: number;
  /** Its name in the cluster. */
  readonly nodeId: string;
  /** How long raft waits before it takes a silent node for dead, in multiples of a second. */
  readonly performanceMultiplier: number;
  /** A second listener, with TLS. */
  readonly tls?: ServerCertificate & { readonly port: number };
}

/** Writes the configuration of a server with durable raft storage on loopback; the file's path. */
export async function writeOpenBaoConfig(node: OpenBaoNode): Promise<string> {
  const { dataDir, port, nodeId, tls } = node;
  const raft = join(dataDir, 'raft');
  await mkdir(raft, { recursive: true, mode: 0o700 });
  const clusterAddress = `${HOST}:${await freePort()}`;
  const file = join(dataDir, 'server.json');
  const plain = {
    address: `${HOST}:${port}`,
    cluster_address: clusterAddress,
    tls_disable: true,
  };
  const config = {
    storage: {
      raft: {
        path: raft,
        node_id: nodeId,
        performance_multiplier: String(node.performanceMultiplier),
      },
    },
    listener: [
      { tcp: plain },
      ...(tls
        ? [
            {
              tcp: {
                address: `${HOST}:${tls.port}`,
                // Not that of the plain listener, which is taken.
                cluster_address: `${HOST}:${await freePort()}`,
                tls_cert_file: tls.certFile,
                tls_key_file: tls.keyFile,
              },
            },
          ]
        : []),
    ],
    api_addr: `http://${HOST}:${port}`,
    cluster_addr: `https://${clusterAddress}`,
    disable_mlock: true,
    ui: false,
  };
  await writeFile(file, JSON.stringify(config), { mode: 0o600 });
  return file;
}
