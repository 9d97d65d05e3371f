import { stringifyEntityRef } from '@backstage/catalog-model';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  runLabel,
  type SecretFilter,
  type SecretName,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Knex } from 'knex';
import type { SecretScope } from '../authorization/SecretScope';
import { findRun } from '../ledger/operations/findRuns';
import { findSecret, findSecretById } from '../ledger/operations/findSecret';
import { listSecrets } from '../ledger/operations/listSecrets';
import { liveWorkers } from '../ledger/operations/workers';
import type { RunRow, SecretRow } from '../ledger/rows';
import { isScheduled } from '../workflow/due';
import type { ServiceOptions } from './ServiceOptions';
import { secretView, type Present } from './views';

/** What to list of what one may see. */
type ListQuery = SecretFilter & {
  readonly scope?: SecretScope;
  readonly consumer?: string;
  readonly refs?: readonly string[];
};

/** Finds rows by the names that people use, or says in their words that there are none. */
export class LedgerLookup {
  readonly #options: ServiceOptions;

  constructor(options: ServiceOptions) {
    this.#options = options;
  }

  /** The present as views see it. */
  async present(): Promise<Present> {
    const { ledger, clock } = this.#options;
    const now = await clock.sync();
    return { now, workers: await liveWorkers(ledger.knex, now) };
  }

  /** Secrets as people see them, worst first. */
  async list(query: ListQuery) {
    const present = await this.present();
    return this.#options.ledger.snapshot(knex =>
      this.listIn(knex, present, query),
    );
  }

  /** The same within a snapshot that holds more. */
  async listIn(knex: Knex, present: Present, query: ListQuery) {
    const { configuration } = this.#options;
    const { now } = present;
    const scheduled = [...configuration.policies.values()]
      .filter(isScheduled)
      .map(policy => policy.name);
    const page = await listSecrets(knex, {
      ...query,
      scope: query.scope ?? { kind: 'all' },
      now,
      scheduled,
    });
    return {
      items: page.items.map(item => secretView(item, configuration, present)),
      nextCursor: page.nextCursor,
    };
  }

  /** @throws NotFoundError */
  async secret(
    name: SecretName,
    knex: Knex = this.#options.ledger.knex,
  ): Promise<SecretRow> {
    const ref = stringifyEntityRef({ kind: 'resource', ...name });
    const secret = await findSecret(knex, ref);
    if (!secret) throw notFound(name);
    return secret;
  }

  /** @throws NotFoundError */
  async run(id: number): Promise<RunRow> {
    const run = await findRun(this.#options.ledger.knex, id);
    if (!run) throw new NotFoundError(`There is no run ${runLabel(id)}`);
    return run;
  }

  /** @throws NotFoundError */
  async secretOfRun(id: number): Promise<SecretRow> {
    const run = await this.run(id);
    const { knex } = this.#options.ledger;
    const secret = await findSecretById(knex, run.secretId);
    if (!secret) throw new NotFoundError(`There is no run ${runLabel(id)}`);
    return secret;
  }

  /** @throws ConflictError unless Keyturn may act on the secret and everything that it names exists */
  enrolled(secret: SecretRow) {
    const { configuration } = this.#options;
    const store = configuration.stores.get(secret.store);
    const rotator = configuration.rotators.get(secret.rotator);
    const policy = configuration.policies.get(secret.policy);
    if (secret.binding !== 'enrolled' || !store || !rotator || !policy) {
      const why = secret.problem
        ? `: ${secret.problem.message}. ${secret.problem.fix}`
        : ', so nothing runs';
      throw new ConflictError(`${secret.entityRef} is ${secret.binding}${why}`);
    }
    return { store, rotator, policy };
  }
}

/** What the lookup of an unknown secret ends with. */
export function notFound({ namespace, name }: SecretName): NotFoundError {
  return new NotFoundError(
    `Keyturn knows no secret ${namespace}/${name}. A new one is seen within a minute`,
  );
}

/**
 * Reads the cursor of a page.
 * @throws InputError when it is none of ours
 */
export function readCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  if (!/^\d{1,15}$/.test(cursor)) {
    throw new InputError('cursor is not the nextCursor of an earlier page');
  }
  return Number(cursor);
}
