import { SecretManagerServiceClient } from '@google-cloud/secret-manager';
import { credentials, status } from '@grpc/grpc-js';
import type { StoredContent } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

const PATIENCE_MS = 60_000;
const PAUSE_MS = 100;

/** Where a hand works, and how its secrets are read and kept. */
export interface GcpPlace {
  /** `host:port`, without TLS and credentials. */
  readonly endpoint: string;
  readonly project: string;
  /** The alias that consumers read; without it they read `latest`. */
  readonly alias?: string;
  readonly location?: string;
  readonly delayedDestruction?: boolean;
}

/** Somebody else with Google's own client, past the store. */
export class GcpHand {
  readonly client: SecretManagerServiceClient;
  readonly #place: GcpPlace;
  readonly #parent: string;

  constructor(place: GcpPlace) {
    const { endpoint, project, location } = place;
    const [host, port] = endpoint.split(':');
    this.#place = place;
    this.#parent =
      location === undefined
        ? `projects/${project}`
        : `projects/${project}/locations/${location}`;
    this.client = new SecretManagerServiceClient({
      apiEndpoint: host,
      port: Number(port),
      sslCreds: credentials.createInsecure(),
      // A port may be that of an earlier server, which others in this process still wait for.
      'grpc.use_local_subchannel_pool': 1,
      clientOptions: { universeDomain: 'googleapis.com' },
    });
  }

  /** `projects/…/secrets/<id>`. */
  nameOf(id: string): string {
    return `${this.#parent}/secrets/${id}`;
  }

  /** The ids of all secrets. */
  async secretIds(): Promise<string[]> {
    const [secrets] = await this.client.listSecrets({ parent: this.#parent });
    return secrets.map(({ name }) => name?.split('/').at(-1) ?? '');
  }

  /** Asks until the server answers: a client pauses before it looks for a lost server again. */
  async untilAnswered(): Promise<void> {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    const asked = () =>
      this.secretIds().then(
        () => true,
        () => false,
      );
    while (!(await asked())) {
      await delay(PAUSE_MS, undefined, { signal: patience });
    }
  }

  /** Makes a secret without versions. */
  async createSecret(id: string, settings: object = {}): Promise<void> {
    const { location, delayedDestruction } = this.#place;
    const replication = { automatic: {} };
    await this.client.createSecret({
      parent: this.#parent,
      secretId: id,
      secret: {
        ...(location === undefined ? { replication } : {}),
        ...(delayedDestruction
          ? { versionDestroyTtl: { seconds: 86_400 } }
          : {}),
        ...settings,
      },
    });
  }

  /** Adds a version, and moves the alias to it where there is one; its number. */
  async write(id: string, content: string | Uint8Array): Promise<number> {
    const { alias } = this.#place;
    if (!(await this.secretIds()).includes(id)) {
      await this.createSecret(id);
    }
    const [version] = await this.client.addSecretVersion({
      parent: this.nameOf(id),
      payload: { data: Buffer.from(content) },
    });
    const number = Number(version.name?.split('/').at(-1));
    if (alias !== undefined) {
      await this.client.updateSecret({
        secret: { name: this.nameOf(id), versionAliases: { [alias]: number } },
        updateMask: { paths: ['version_aliases'] },
      });
    }
    return number;
  }

  async destroy(id: string, version: string): Promise<void> {
    const name = `${this.nameOf(id)}/versions/${version}`;
    await this.client.destroySecretVersion({ name });
  }

  /** Removes a secret with all its versions. */
  async remove(id: string): Promise<void> {
    await unlessAbsent(() =>
      this.client.deleteSecret({ name: this.nameOf(id) }),
    );
  }

  /** What consumers read. */
  async content(id: string): Promise<StoredContent | undefined> {
    return this.#read(id, this.#place.alias ?? 'latest');
  }

  /** The contents of all versions of a secret that can be read. */
  async everything(id: string): Promise<StoredContent[]> {
    const listed = await unlessAbsent(() =>
      this.client.listSecretVersions({ parent: this.nameOf(id) }),
    );
    const found: StoredContent[] = [];
    for (const { name } of listed?.[0] ?? []) {
      const content = await this.#read(id, name?.split('/').at(-1) ?? '');
      if (content) found.push(content);
    }
    return found;
  }

  async #read(id: string, version: string): Promise<StoredContent | undefined> {
    const name = `${this.nameOf(id)}/versions/${version}`;
    const answer = await unlessAbsent(() =>
      this.client.accessSecretVersion({ name }),
    );
    const data = answer?.[0].payload?.data;
    if (!data) {
      return undefined;
    }
    const bytes = Buffer.from(data);
    const text = bytes.toString('utf8');
    return Buffer.from(text).equals(bytes) ? { text } : { bytes };
  }
}

const failure = z.object({ code: z.number() });

/** Destroyed and disabled versions are there, but in no state to be read. */
async function unlessAbsent<T>(
  action: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    const code = failure.safeParse(error).data?.code;
    if (code === status.NOT_FOUND || code === status.FAILED_PRECONDITION) {
      return undefined;
    }
    throw error;
  }
}
