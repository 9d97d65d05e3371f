import {
  secretReadPermission,
  type Actor,
  type Configuration,
  type EntitySecrets,
  type Plan,
  type Run,
  type RunDetail,
  type RunEventPage,
  type RunOptions,
  type RunPage,
  type SecretDetail,
  type SecretFilter,
  type SecretName,
  type SecretPage,
  type UnmanagedFilter,
  type UnmanagedPage,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type {
  CompleteOptions,
  EnrolOptions,
  PageRequest,
  ReleaseOptions,
  RotationService,
} from '../api/RotationService';
import type { Authorization } from './Authorization';
import { DecidedCalls, type Asker } from './DecidedCalls';
import type { DecisionAudit } from './DecisionAudit';
import { narrowRun, narrowSecret } from './narrowActions';
import type { SecretFacts } from './SecretFacts';
import {
  ADOPT,
  CANCEL,
  COMPLETE,
  ENROL,
  PLAN,
  READ_RUN,
  READ_SECRET,
  RECHECK,
  RELEASE,
  RETRY,
  ROLLBACK,
  START,
  type Verb,
} from './verbs';

/**
 * The rotation service as callers meet it: every call is one of {@link DecidedCalls}, and its answer offers only the actions that the caller may take.
 * @internal
 */
export class AuthorizedRotationService {
  readonly #service: RotationService;
  readonly #decided: DecidedCalls;

  constructor(options: {
    service: RotationService;
    authorization: Authorization;
    audit: DecisionAudit;
  }) {
    this.#service = options.service;
    this.#decided = new DecidedCalls(options);
  }

  /** The secrets that the caller may read, worst first. */
  async listSecrets(asker: Asker, filter: SecretFilter): Promise<SecretPage> {
    return this.#decided.inGeneral(asker, 'secret-list', {}, async grants => {
      const scope = grants.requireReadable();
      const page = await this.#service.listSecrets({ ...filter, scope });
      const facts = await this.#factsByRef(page.items);
      return {
        ...page,
        items: page.items.map(secret =>
          narrowSecret(secret, grants, facts.get(secret.entityRef)),
        ),
      };
    });
  }

  /** The secrets that an entity depends on; those that the caller may not read are only counted. */
  async listEntitySecrets(
    asker: Asker,
    entityRef: string,
  ): Promise<EntitySecrets> {
    const meta = { dependentRef: entityRef };
    return this.#decided.inGeneral(asker, 'secret-list', meta, async grants => {
      const all = await this.#service.listEntitySecrets(entityRef);
      const facts = await this.#factsByRef(all);
      const items = all.flatMap(secret => {
        const known = facts.get(secret.entityRef);
        return known && grants.may(secretReadPermission, known)
          ? [narrowSecret(secret, grants, known)]
          : [];
      });
      return { items, hidden: all.length - items.length };
    });
  }

  /** One secret with its versions and consumers. */
  async getSecret(asker: Asker, name: SecretName): Promise<SecretDetail> {
    return this.#decided.aboutSecret(
      asker,
      READ_SECRET,
      name,
      async (grants, facts) =>
        narrowSecret(await this.#service.getSecret(name), grants, facts),
    );
  }

  /** Allows Keyturn to act on the secret's binding. */
  async enrol(
    asker: Asker,
    name: SecretName,
    options: EnrolOptions,
  ): Promise<SecretDetail> {
    return this.#decided.aboutSecret(
      asker,
      ENROL,
      name,
      async (grants, facts) =>
        narrowSecret(
          await this.#service.enrol(name, { actor: grants.actor }, options),
          grants,
          facts,
        ),
    );
  }

  /** What a start would do now. */
  async plan(
    asker: Asker,
    name: SecretName,
    options?: RunOptions,
  ): Promise<Plan> {
    return this.#decided.aboutSecret(asker, PLAN, name, () =>
      this.#service.plan(name, options),
    );
  }

  /** Starts a run. */
  async startRun(
    asker: Asker,
    name: SecretName,
    options: RunOptions & { reason: string; idempotencyKey?: string },
  ): Promise<Run> {
    return this.#decided.aboutSecret(
      asker,
      START,
      name,
      async (grants, facts) =>
        narrowRun(
          await this.#service.startRun(name, { actor: grants.actor }, options),
          grants,
          facts,
        ),
    );
  }

  /** Runs of a secret, newest first. */
  async listRuns(
    asker: Asker,
    name: SecretName,
    page: PageRequest,
  ): Promise<RunPage> {
    return this.#decided.aboutSecret(
      asker,
      READ_SECRET,
      name,
      async (grants, facts) => {
        const runs = await this.#service.listRuns(name, page);
        return {
          ...runs,
          items: runs.items.map(it => narrowRun(it, grants, facts)),
        };
      },
    );
  }

  /** One run with its steps and consumers. */
  async getRun(asker: Asker, id: number): Promise<RunDetail> {
    return this.#decided.aboutRun(asker, READ_RUN, id, async (grants, facts) =>
      narrowRun(await this.#service.getRun(id), grants, facts),
    );
  }

  /** The audit trail of a run, oldest first. */
  async listRunEvents(
    asker: Asker,
    id: number,
    page: PageRequest,
  ): Promise<RunEventPage> {
    return this.#decided.aboutRun(asker, READ_RUN, id, () =>
      this.#service.listRunEvents(id, page),
    );
  }

  /** Ends a run that has not touched the target yet. */
  async cancelRun(asker: Asker, id: number, reason: string): Promise<Run> {
    return this.#change(asker, CANCEL, id, by =>
      this.#service.cancelRun(id, by, reason),
    );
  }

  /** Turns a run back to the old version. */
  async rollbackRun(asker: Asker, id: number, reason: string): Promise<Run> {
    return this.#change(asker, ROLLBACK, id, by =>
      this.#service.rollbackRun(id, by, reason),
    );
  }

  /** Looks again now. */
  async recheckRun(asker: Asker, id: number, reason: string): Promise<Run> {
    return this.#change(asker, RECHECK, id, by =>
      this.#service.recheckRun(id, by, reason),
    );
  }

  /** Notes that the task which the run asks for is done. */
  async completeRun(
    asker: Asker,
    id: number,
    options: CompleteOptions,
  ): Promise<Run> {
    return this.#change(asker, COMPLETE, id, by =>
      this.#service.completeRun(id, by, options),
    );
  }

  /** Keeps the version that is current in the store and leads the run to it. */
  async adoptRun(asker: Asker, id: number, reason: string): Promise<Run> {
    return this.#change(asker, ADOPT, id, by =>
      this.#service.adoptRun(id, by, reason),
    );
  }

  /** Replaces the version that somebody else wrote while the run went on. */
  async retryRun(asker: Asker, id: number, reason: string): Promise<Run> {
    return this.#change(asker, RETRY, id, by =>
      this.#service.retryRun(id, by, reason),
    );
  }

  /** Lets a run go on without vanished consumers that hold it up. */
  async releaseRun(
    asker: Asker,
    id: number,
    options: ReleaseOptions,
  ): Promise<Run> {
    return this.#change(asker, RELEASE, id, by =>
      this.#service.releaseRun(id, by, options),
    );
  }

  /** What stores hold and nobody manages, in the stores that the caller may see into. */
  async listUnmanaged(
    asker: Asker,
    filter: UnmanagedFilter,
  ): Promise<UnmanagedPage> {
    return this.#decided.inGeneral(asker, 'unmanaged-list', {}, async grants =>
      this.#service.listUnmanaged({
        ...filter,
        stores: grants.requireStores(this.#service.inventoriedStores()),
      }),
    );
  }

  /** Names and problems of the operator's configuration, for everybody who may read any secret. */
  async getConfiguration(asker: Asker): Promise<Configuration> {
    return this.#decided.inGeneral(
      asker,
      'configuration-read',
      {},
      async grants => {
        grants.requireReadable();
        return this.#service.getConfiguration();
      },
    );
  }

  async #change(
    asker: Asker,
    verb: Verb,
    id: number,
    change: (by: { actor: Actor }) => Promise<Run>,
  ): Promise<Run> {
    return this.#decided.aboutRun(asker, verb, id, async (grants, facts) =>
      narrowRun(await change({ actor: grants.actor }), grants, facts),
    );
  }

  async #factsByRef(
    secrets: Array<{ entityRef: string }>,
  ): Promise<Map<string, SecretFacts>> {
    const refs = secrets.map(secret => secret.entityRef);
    const facts = refs.length ? await this.#service.factsOfRefs(refs) : [];
    return new Map(facts.flatMap((it, i) => (it ? [[refs[i], it]] : [])));
  }
}
