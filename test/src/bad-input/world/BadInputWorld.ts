import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { SecretRotationApi } from '@keyturn/backstage-plugin-secret-rotation-common';
import { freePort, startPostgres } from '@keyturn/dev-peers';
import {
  createRecordedApi,
  dumpPostgres,
  findLeaks,
  makeTemporaryWorld,
  PAYMENTS_DATABASE,
  PORTAL_DATABASE,
  preparePostgres,
  removeTemporaryWorld,
  setFirstPassword,
} from '@keyturn/dev-peers/world';
import { startPortalProcess } from '../../portal-process';
import { eventually } from '../../replicas/world/eventually';
import { startAws } from '../managers/aws';
import { startGcp } from '../managers/gcp';
import { CANARY, type Login, type Manager } from '../managers/Manager';
import { startVault } from '../managers/vault';
import {
  boundSecrets,
  KINDS,
  portalConfiguration,
  portalEntities,
  usersOf,
  type Kind,
} from './configuration';

/** The secrets of each manager whose logins must work. */
const NAMES = ['right', 'place', 'forbidden', 'expired', 'binary', 'over-size'];
const PATIENCE_MS = 120_000;

/** One portal process, whose operator and authors have got wrong whatever can be got wrong. */
export class BadInputWorld {
  readonly #folder: string;
  readonly #token = randomBytes(18).toString('base64url');
  readonly #ends: Array<() => Promise<void>> = [];
  readonly #managers = new Map<Kind, Manager>();
  readonly #passwords: string[] = [];
  #ledger = '';
  #api?: SecretRotationApi;

  static async start(): Promise<BadInputWorld> {
    const world = new BadInputWorld(await makeTemporaryWorld());
    try {
      await world.#start();
      return world;
    } catch (error) {
      await world.stop();
      throw error;
    }
  }

  private constructor(folder: string) {
    this.#folder = folder;
  }

  get api(): SecretRotationApi {
    if (!this.#api) throw new Error('The world has not started');
    return this.#api;
  }

  manager(kind: Kind): Manager {
    const manager = this.#managers.get(kind);
    if (!manager) throw new Error('The world has not started');
    return manager;
  }

  /** Starts a run and waits for its end. */
  async run(name: string) {
    const secret = { namespace: 'default', name };
    const { id } = await this.api.startRun(secret, { reason: 'A test' });
    return eventually(
      `${name}: R-${id} is over`,
      async () => {
        const run = await this.api.getRun(id);
        return run.closedAt !== undefined && run;
      },
      PATIENCE_MS,
    );
  }

  /** Where hidden texts and values are, of all that the portal wrote and answered. */
  async exposures(): Promise<string[]> {
    const file = join(this.#folder, 'portal-database.txt');
    await dumpPostgres(this.#ledger, file);
    const hidden = [...this.#managers.values()].flatMap(each => each.hidden);
    const { leaks } = await findLeaks(
      this.#folder,
      [CANARY, ...this.#passwords, ...hidden].map(value => ({
        label: value,
        value,
        mayLieIn: path =>
          path.startsWith('secrets-manager') ||
          path.startsWith('postgres') ||
          path === join('portal', 'app-config.json'),
      })),
    );
    return leaks.map(({ label, path }) => `${label} in ${path}`);
  }

  async stop(): Promise<void> {
    for (const end of this.#ends.splice(0).reverse()) await end();
    await removeTemporaryWorld(this.#folder);
  }

  async #start(): Promise<void> {
    const folder = this.#folder;
    const postgres = await startPostgres({
      dataDir: join(folder, 'postgres'),
      logFile: join(folder, 'postgres.log'),
      settings: { fsync: 'off' },
    });
    this.#ends.push(() => postgres.stop());
    this.#ledger = postgres.connectionString(PORTAL_DATABASE);
    const passwords = { admin: this.#password(), portal: this.#password() };
    const loginsOf = new Map<string, Login>();
    for (const kind of KINDS) {
      for (const name of NAMES) {
        loginsOf.set(`${kind}-${name}`, {
          username: usersOf(`${kind}-${name}`)[0],
          password: this.#password(),
          database: PAYMENTS_DATABASE,
        });
      }
    }
    await preparePostgres(
      postgres,
      passwords,
      [...loginsOf.keys()].flatMap(usersOf),
    );
    for (const { username, password } of loginsOf.values()) {
      await setFirstPassword(postgres, username, password);
    }
    const loginOf = (kind: Kind) => (name: string) =>
      loginsOf.get(`${kind}-${name}`) ?? {};
    await this.#add('vault', startVault(folder, loginOf('vault'), this.#ends));
    await this.#add('aws', startAws(folder, loginOf('aws'), this.#ends));
    await this.#add('gcp', startGcp(loginOf('gcp'), this.#ends));

    const portal = startPortalProcess({
      folder: join(folder, 'portal'),
      port: await freePort(),
      configuration: portalConfiguration({
        postgres,
        passwords,
        managers: this.#managers,
        token: this.#token,
      }),
      entities: portalEntities(this.#managers),
    });
    this.#ends.push(() => portal.stop());
    this.#api = createRecordedApi({
      url: portal.url,
      token: this.#token,
      file: join(folder, 'api-traffic.txt'),
    });
    await portal.ready;
    await eventually(
      'every secret is enrolled',
      async () => {
        const { items } = await this.api.listSecrets({ limit: 100 });
        const enrolled = items.filter(each => each.binding === 'enrolled');
        return enrolled.length === boundSecrets(this.#managers).length;
      },
      PATIENCE_MS,
    );
  }

  async #add(kind: Kind, started: Promise<Manager>): Promise<void> {
    this.#managers.set(kind, await started);
  }

  #password(): string {
    const password = randomBytes(18).toString('base64url');
    this.#passwords.push(password);
    return password;
  }
}
