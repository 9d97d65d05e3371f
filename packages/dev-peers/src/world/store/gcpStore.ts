import { SecretManagerServiceClient } from '@google-cloud/secret-manager';
import { credentials, status } from '@grpc/grpc-js';
import { startGcpProcess } from '../../gcp';
import type { StoreOperator, WorldStore } from './WorldStore';

const PROJECT = 'payments-prod';
const ALIAS = 'current';
/** On it Keyturn looks up its rights, as docs/integrations/gcp.md tells operators to prepare. */
const STAGING = 'keyturn-staging';

/** Acts on Secret Manager by Google's own client. @internal */
export class GcpOperator implements StoreOperator {
  readonly #client: SecretManagerServiceClient;

  constructor(endpoint: string) {
    const { hostname, port } = new URL(`grpc://${endpoint}`);
    this.#client = new SecretManagerServiceClient({
      apiEndpoint: hostname,
      port: Number(port),
      sslCreds: credentials.createInsecure(),
      // Else the client would look for credentials to learn it.
      clientOptions: { universeDomain: 'googleapis.com' },
    });
  }

  /** Makes a secret without versions, unless it exists. */
  async createSecret(secretId: string): Promise<void> {
    await this.#client
      .createSecret({
        parent: `projects/${PROJECT}`,
        secretId,
        secret: { replication: { automatic: {} } },
      })
      .catch(unless(status.ALREADY_EXISTS));
  }

  async write(
    path: string,
    fields: Readonly<Record<string, string>>,
  ): Promise<void> {
    await this.createSecret(path);
    const [added] = await this.#client.addSecretVersion({
      parent: nameOf(path),
      payload: { data: Buffer.from(JSON.stringify(fields)) },
    });
    await this.#client.updateSecret({
      secret: {
        name: nameOf(path),
        versionAliases: { [ALIAS]: numberIn(added.name) },
      },
      updateMask: { paths: ['version_aliases'] },
    });
  }

  async read(path: string, id: string = ALIAS) {
    const answer = await this.#client
      .accessSecretVersion({ name: `${nameOf(path)}/versions/${id}` })
      // Destroyed and disabled versions fail a precondition.
      .catch(unless(status.NOT_FOUND, status.FAILED_PRECONDITION));
    if (!answer) {
      return undefined;
    }
    const [{ name, payload }] = answer;
    return {
      id: numberIn(name),
      fields: JSON.parse(Buffer.from(payload?.data ?? '').toString('utf8')),
    };
  }
}

/** Starts our stand-in for GCP Secret Manager; Google offers no emulator. @internal */
export async function startGcpStore(server: {
  readonly dataDir: string;
  readonly port: number;
}): Promise<WorldStore> {
  const { endpoint, pid, stop } = await startGcpProcess(server);
  const operator = new GcpOperator(endpoint);
  try {
    await operator.createSecret(STAGING);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    kind: 'gcp',
    description:
      "our stand-in for GCP Secret Manager, on Google's own wire protocol",
    isStandIn: true,
    pid,
    entry: { kind: 'gcp', project: PROJECT, alias: ALIAS, endpoint },
    operator,
    serviceStore: path => ({
      kind: 'gcp',
      endpoint,
      project: PROJECT,
      path,
      version: ALIAS,
    }),
    discard: async () => undefined,
    stop,
  };
}

function nameOf(path: string): string {
  return `projects/${PROJECT}/secrets/${path}`;
}

/** The number of a version, which stands at the end of its name. */
function numberIn(name: string | null | undefined): string {
  return name?.split('/').at(-1) ?? '';
}

function unless(...codes: number[]) {
  return (error: unknown): undefined => {
    if (!codes.includes(Object(error).code)) {
      throw error;
    }
    return undefined;
  };
}
