import {
  mockCredentials,
  type TestBackend,
} from '@backstage/backend-test-utils';
import {
  SecretRotationClient,
  type RunDetail,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { typeIntoCommand, type TypedOutcome } from '@keyturn/dev-peers';
import {
  makeTemporaryWorld,
  removeTemporaryWorld,
  setFirstPassword,
} from '@keyturn/dev-peers/world';
import { acceptsLogin } from '../replicas/world/acceptsLogin';
import { eventually } from '../replicas/world/eventually';
import { PAYMENTS } from '../replicas/world/secrets';
import { startPeers, type Peers } from '../replicas/world/startPeers';
import { stopAll } from '../replicas/world/stopAll';
import { BEN, startPortal } from './startPortal';

const PATIENCE_MS = 120_000;

/** A portal that asks a person to change a login of PostgreSQL, in OpenBao and in front of running services. */
export class ByHandWorld {
  readonly #peers: Peers;
  readonly #portal: TestBackend;
  readonly #binary: string;
  readonly #folder: string;
  readonly #stops: Array<() => Promise<void>>;

  /** @param binary - the command-line tool of the store */
  static async start(binary: string): Promise<ByHandWorld> {
    const folder = await makeTemporaryWorld();
    const stops = [() => removeTemporaryWorld(folder)];
    try {
      const peers = await startPeers(folder);
      stops.push(() => peers.stop());
      const portal = await startPortal(peers);
      stops.push(() => portal.stop());
      const world = new ByHandWorld({ peers, portal, binary, folder, stops });
      await world.#known();
      return world;
    } catch (error) {
      await stopAll(stops);
      throw error;
    }
  }

  private constructor(parts: {
    peers: Peers;
    portal: TestBackend;
    binary: string;
    folder: string;
    stops: Array<() => Promise<void>>;
  }) {
    this.#peers = parts.peers;
    this.#portal = parts.portal;
    this.#binary = parts.binary;
    this.#folder = parts.folder;
    this.#stops = parts.stops;
  }

  /** The portal as somebody who has signed in. */
  as(user: string): SecretRotationClient {
    const origin = `http://127.0.0.1:${this.#portal.server.port()}`;
    return new SecretRotationClient({
      discovery: { getBaseUrl: async plugin => `${origin}/api/${plugin}` },
      fetch: (input, init) => {
        const request = new Request(input, init);
        request.headers.set('authorization', mockCredentials.user.header(user));
        return fetch(request);
      },
    });
  }

  /** Starts a rotation, and waits until it asks. */
  async begin(): Promise<RunDetail> {
    const run = await this.as(BEN).startRun(
      { namespace: 'default', name: PAYMENTS.name },
      { reason: 'The partner asks for it' },
    );
    return this.atRest(run.id);
  }

  /** Waits until a run is over or asks a person something. */
  atRest(id: number): Promise<RunDetail> {
    return eventually(
      `R-${id} comes to rest`,
      async () => {
        const run = await this.as(BEN).getRun(id);
        const isAtRest = run.closedAt !== undefined || run.state === 'blocked';
        return isAtRest && run;
      },
      PATIENCE_MS,
    );
  }

  /** What the person does at the target. */
  async changePassword(password: string): Promise<void> {
    const [username] = PAYMENTS.logins;
    await setFirstPassword(this.#peers.postgres, username, password);
  }

  /** What the person does at a shell: pastes the command of the task, and types when it asks. */
  type(command: string, typed: string): Promise<TypedOutcome> {
    const { address, rootToken } = this.#peers.store;
    return typeIntoCommand({
      command,
      typed,
      tools: { bao: `exec '${this.#binary}' "$@"` },
      env: { VAULT_ADDR: address, VAULT_TOKEN: rootToken, HOME: this.#folder },
    });
  }

  /** What consumers read now. */
  async stored(): Promise<Record<string, string>> {
    const { admin, mount } = this.#peers.store;
    const fields = await admin.read(mount, PAYMENTS.path);
    if (!fields) throw new Error('The store has no login');
    return fields;
  }

  /** Somebody else's write, past Keyturn and the task. */
  async overwrite(fields: Record<string, string>): Promise<void> {
    const { admin, mount } = this.#peers.store;
    await admin.write(mount, PAYMENTS.path, fields);
  }

  /** Whether a fresh login works, past Keyturn. */
  accepts(password: string): Promise<boolean> {
    const [username] = PAYMENTS.logins;
    return acceptsLogin(this.#peers.postgres, { username, password });
  }

  /** Ends everything. */
  async stop(): Promise<void> {
    await stopAll(this.#stops);
  }

  async #known(): Promise<void> {
    await eventually(
      `${PAYMENTS.name} is enrolled`,
      async () => {
        const secret = await this.as(BEN)
          .getSecret({ namespace: 'default', name: PAYMENTS.name })
          .catch(error => {
            if (Object(error).status === 404) return undefined;
            throw error;
          });
        return secret?.binding === 'enrolled';
      },
      PATIENCE_MS,
    );
  }
}
