import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  startService,
  type RunningService,
  type ServiceFault,
  type ServiceName,
  type ServiceTarget,
} from '@keyturn/dev-peers';
import {
  PAYMENTS_DATABASE,
  servicePolicy,
  setFirstPassword,
} from '@keyturn/dev-peers/world';
import type { Fields } from '../../crash-sweep/strategies/contracts';
import { targetView } from '../../crash-sweep/strategies/targetView';
import { eventually } from '../../replicas/world/eventually';
import type { Servers } from './startServers';

/** Where the engine of both stores has its secrets. */
export const MOUNT = 'secret';

/** How a consumer is broken. */
export interface Breakage {
  readonly service: ServiceName;
  readonly replicas: number;
  readonly fault?: ServiceFault;
  readonly readsElsewhere?: boolean;
  readonly losesPermission?: boolean;
}

/** One secret with two logins, and the running copies of the one consumer that uses it. */
export class Site {
  readonly token = random();
  readonly path: string;
  readonly logins: readonly [string, string];
  readonly #servers: Servers;
  readonly #policy: string;
  readonly #breakage: Breakage;
  #copies: RunningService[] = [];

  /** With its first value, and with a consumer that uses it. */
  static async start(
    servers: Servers,
    name: string,
    breakage: Breakage,
  ): Promise<Site> {
    const site = new Site(servers, name, breakage);
    try {
      await site.#begin();
      return site;
    } catch (error) {
      await site.stop();
      throw error;
    }
  }

  /** The two logins of a site. */
  static loginsOf(name: string): [string, string] {
    return [`${name}_a`, `${name}_b`];
  }

  private constructor(servers: Servers, name: string, breakage: Breakage) {
    this.#servers = servers;
    this.#breakage = breakage;
    this.#policy = `services-${name}`;
    this.path = `payments/${name}`;
    this.logins = Site.loginsOf(name);
  }

  get urls(): string[] {
    return this.#copies.map(({ url }) => url);
  }

  /** What consumers read now. */
  async stored(): Promise<Fields> {
    const fields = await this.#servers.store.read(MOUNT, this.path);
    if (!fields) throw new Error('The store has no current value');
    return fields;
  }

  /** What the target says to a fresh login, past Keyturn. */
  async login(fields: Fields) {
    const [answer] = await targetView([this.#target]).login(fields);
    return answer;
  }

  /** What the owner of the consumer does: starts it anew, as it should be. */
  async mend(): Promise<void> {
    const token = await this.#tokenOf(servicePolicy(MOUNT));
    const ports = this.urls.map(url => Number(new URL(url).port));
    await this.stop();
    for (const [index, port] of ports.entries()) {
      this.#copies.push(await this.#startCopy(index, { token, port }));
    }
  }

  async stop(): Promise<void> {
    for (const copy of this.#copies.splice(0)) await copy.stop();
  }

  async #begin(): Promise<void> {
    const { postgres, store } = this.#servers;
    const { replicas, fault, readsElsewhere, losesPermission } = this.#breakage;
    const [username] = this.logins;
    const fields = {
      username,
      password: random(),
      database: PAYMENTS_DATABASE,
    };
    await setFirstPassword(postgres, username, fields.password);
    const elsewhere = `${this.path}-elsewhere`;
    for (const path of [this.path, elsewhere]) {
      await store.write(MOUNT, path, fields);
    }
    const token = await this.#tokenOf(servicePolicy(MOUNT));
    const path = readsElsewhere ? elsewhere : this.path;
    for (let index = 0; index < replicas; index += 1) {
      const isBroken = index === replicas - 1;
      const own = { token, path, fault: isBroken ? fault : undefined };
      this.#copies.push(await this.#startCopy(index, own));
    }
    await this.#allServe();
    if (losesPermission) await this.#tokenOf(servicePolicy('another-mount'));
  }

  /** Whoever is ill before a run is not judged by it. */
  async #allServe(): Promise<void> {
    for (const url of this.urls) {
      await eventually(`${url} serves`, async () => {
        const { ok } = await fetch(`${url}/healthz`);
        return ok;
      });
    }
  }

  /** The policy counts for every token of that name, also for those that are there. */
  #tokenOf(policy: string): Promise<string> {
    return this.#servers.store.createToken(this.#policy, policy);
  }

  #startCopy(
    index: number,
    own: { token: string; path?: string; port?: number; fault?: ServiceFault },
  ): Promise<RunningService> {
    const { manager, folder } = this.#servers;
    const { service, replicas } = this.#breakage;
    const instance = replicas === 1 ? service : `${service}-${index + 1}`;
    return startService({
      name: service,
      instance,
      port: own.port,
      token: this.token,
      store: {
        kind: 'vault',
        address: manager.address,
        token: own.token,
        mount: MOUNT,
        path: own.path ?? this.path,
      },
      target: this.#target,
      connections: 1,
      fault: own.fault,
      journalDir: join(folder, 'journals', this.#policy),
      logFile: join(folder, `${this.#policy}-${instance}.log`),
    });
  }

  get #target(): ServiceTarget {
    const { host, port } = this.#servers.postgres;
    return { kind: 'postgres', host, port, database: PAYMENTS_DATABASE };
  }
}

function random(): string {
  return randomBytes(18).toString('base64url');
}
