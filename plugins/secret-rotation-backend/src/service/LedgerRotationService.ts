import { stringifyEntityRef } from '@backstage/catalog-model';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  isOpen,
  runLabel,
  type Configuration,
  type Decision,
  type Plan,
  type Run,
  type RunDetail,
  type RunEventPage,
  type RunKind,
  type RunPage,
  type Secret,
  type SecretDetail,
  type SecretFilter,
  type SecretName,
  type SecretPage,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { UnavailableError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { OpenRunError } from '../api/errors';
import type {
  Caller,
  PageRequest,
  RotationService,
  EnrolOptions,
} from '../api/RotationService';
import type { SecretFacts } from '../authorization/SecretFacts';
import type { SecretScope } from '../authorization/SecretScope';
import { checkBinding } from '../catalog/checkBinding';
import { enrolmentPatch, FORMER_RUN, keysOf } from '../catalog/syncCatalog';
import type { RotationConfiguration } from '../configuration';
import type { EffectGate } from '../engine/EffectGate';
import type { Engine } from '../engine/Engine';
import type { ConsumerSource } from '../engine/StepContext';
import { examine } from '../engine/steps/examine';
import { STEP_VERSION } from '../engine/Worker';
import { secretRows } from '../ledger/columns';
import type { Clock } from '../ledger/DatabaseClock';
import type { Ledger } from '../ledger/Ledger';
import { appendAudit } from '../ledger/operations/appendAudit';
import { auditOf, findRun, runsOf } from '../ledger/operations/findRuns';
import {
  consumersOf,
  findSecret,
  findSecretById,
  findSecrets,
  versionsOf,
} from '../ledger/operations/findSecret';
import { claimKeys } from '../ledger/operations/claimKeys';
import { leaveFormerPath } from '../ledger/operations/leaveFormerPath';
import { listSecrets } from '../ledger/operations/listSecrets';
import { moveHistory } from '../ledger/operations/moveHistory';
import type { RunRow, SecretRow } from '../ledger/rows';
import { hasWayBack } from '../workflow/position';
import { RULES } from '../workflow/rules';
import { layOutPlan } from './plan';
import {
  attemptView,
  consumerView,
  eventView,
  runConsumerView,
  runView,
  secretView,
  versionView,
} from './views';

/** How many versions and runs a secret's page shows at first. */
const SHOWN_VERSIONS = 10;

/** What the service is made of. */
export interface ServiceOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly configuration: RotationConfiguration;
  readonly engine: Engine;
  readonly gate: EffectGate;
  readonly consumerSource: ConsumerSource;
  /** Makes the local worker look at once. */
  readonly wake: () => void;
  readonly onChange: (change: { secretId: number; runId?: number }) => void;
}

/** The API's verbs on the ledger. Knows nothing of who may do what: that is decided around it. */
export class LedgerRotationService implements RotationService {
  readonly #options: ServiceOptions;

  constructor(options: ServiceOptions) {
    this.#options = options;
  }

  async listSecrets(
    query: SecretFilter & { scope: SecretScope },
  ): Promise<SecretPage> {
    const { items, nextCursor } = await this.#list(query);
    return { items, nextCursor };
  }

  async listEntitySecrets(entityRef: string): Promise<Secret[]> {
    const { items } = await this.#list({
      consumer: entityRef.toLowerCase(),
      limit: 200,
    });
    return items;
  }

  async getSecret(name: SecretName): Promise<SecretDetail> {
    const { ledger, configuration } = this.#options;
    const secret = await this.#secret(name);
    const [{ items }, versions, consumers, [lastRun]] = await Promise.all([
      this.#list({ refs: [secret.entityRef] }),
      versionsOf(ledger.knex, secret.id, SHOWN_VERSIONS),
      consumersOf(ledger.knex, secret.id),
      runsOf(ledger.knex, secret.id, { limit: 1 }),
    ]);
    const [view] = items;
    if (!view) throw notFound(name);
    return {
      ...view,
      versions: versions.map(versionView),
      consumers: consumers.map(row => consumerView(row, configuration)),
      lastRun: lastRun && runView(lastRun, secret.entityRef),
    };
  }

  async enrol(
    name: SecretName,
    caller: Caller,
    { reason, bindingDigest }: EnrolOptions,
  ): Promise<SecretDetail> {
    const { ledger, configuration, clock } = this.#options;
    const secret = await this.#secret(name);
    const movable = secret.problem?.code === 'claimed-by-parked';
    // A catalog file may change between looking and clicking: only what was looked at is allowed.
    if (bindingDigest !== secret.bindingHash) {
      throw new ConflictError(
        `The store path, rotator or account of ${secret.entityRef} changed meanwhile. Look at it again`,
      );
    }
    if (secret.binding === 'enrolled') return this.getSecret(name);
    if (secret.binding !== 'unenrolled' && !movable) {
      throw new ConflictError(
        `${secret.entityRef} is ${secret.binding}: ${secret.problem?.message}. ${secret.problem?.fix}`,
      );
    }
    const binding = checkBinding(
      {
        apiVersion: 'backstage.io/v1beta1',
        kind: 'Resource',
        metadata: { name: secret.name, namespace: secret.namespace },
        spec: {
          rotation: {
            store: secret.store,
            path: secret.path,
            rotator: secret.rotator,
            policy: secret.policy,
            options: secret.options as never,
          },
        },
      },
      configuration,
    );
    if (binding.problem) {
      throw new ConflictError(
        `${binding.problem.message}. ${binding.problem.fix}`,
      );
    }
    const now = await clock.sync();
    await ledger.knex.transaction(async trx => {
      const moved = movable
        ? await moveHistory(trx, secret.id, keysOf(binding))
        : [];
      const rivals = await claimKeys(trx, secret.id, keysOf(binding));
      const [rival] = rivals;
      if (rival)
        throw new ConflictError(
          `${rival.entityRef} owns the same ${rival.kind}`,
        );
      if (!(await leaveFormerPath(trx, secret.id, binding.spec)))
        throw new ConflictError(`${FORMER_RUN.message}. ${FORMER_RUN.fix}`);
      const present = (await findSecretById(trx, secret.id)) ?? secret;
      await trx('secrets')
        .where({ id: secret.id })
        .update(
          secretRows.toDb({
            binding: 'enrolled',
            problem: undefined,
            ...enrolmentPatch(configuration, present, binding.hash, now),
          }),
        );
      await appendAudit(trx, [
        {
          at: now,
          action: 'secret.enrolled',
          actor: caller.actor,
          secretRef: secret.entityRef,
          detail: { reason, movedFrom: moved },
        },
      ]);
    });
    this.#options.onChange({ secretId: secret.id });
    return this.getSecret(name);
  }

  async plan(name: SecretName, kind: RunKind = 'rotate'): Promise<Plan> {
    const { configuration, clock, gate, consumerSource, engine } =
      this.#options;
    const secret = await this.#secret(name);
    const { store, rotator, policy } = this.#enrolled(secret);
    try {
      const examination = await examine({
        secret,
        path: secret.path,
        kind,
        store: store.adapter,
        rotator: rotator.adapter,
        options: rotator.adapter.parseOptions(secret.options),
        consumerSource,
        rules: RULES,
        read: (call, act) => gate.call(call, act),
        reach: wish => engine.reach(wish),
      });
      const now = await clock.sync();
      const { fallbackOwner } = configuration;
      return layOutPlan(examination, {
        secret,
        policy,
        kind,
        now,
        fallbackOwner,
      });
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      throw new ConflictError(
        `${error.message}. No plan can be made now, nothing was changed`,
      );
    }
  }

  async startRun(
    name: SecretName,
    caller: Caller,
    options: { reason: string; kind?: RunKind; idempotencyKey?: string },
  ): Promise<Run> {
    const { ledger, clock, wake, onChange } = this.#options;
    const secret = await this.#secret(name);
    const { policy } = this.#enrolled(secret);
    const result = await ledger.createRun({
      secret,
      kind: options.kind ?? 'rotate',
      trigger: 'manual',
      reason: options.reason,
      requestedBy: caller.actor,
      idempotencyKey: options.idempotencyKey,
      policy,
      stepVersion: STEP_VERSION,
      now: await clock.sync(),
    });
    if (result.kind === 'occupied') {
      throw new OpenRunError(
        `${secret.entityRef} has an open run already: ${runLabel(
          result.openRun.id,
        )}`,
        result.openRun.id,
      );
    }
    onChange({ secretId: secret.id, runId: result.run.id });
    wake();
    return runView(result.run, secret.entityRef);
  }

  async listRuns(name: SecretName, page: PageRequest): Promise<RunPage> {
    const secret = await this.#secret(name);
    const limit = page.limit ?? 20;
    const rows = await runsOf(this.#options.ledger.knex, secret.id, {
      before: readCursor(page.cursor),
      limit: limit + 1,
    });
    const shown = rows.slice(0, limit);
    return {
      items: shown.map(row => runView(row, secret.entityRef)),
      nextCursor: rows.length > limit ? String(shown.at(-1)?.id) : undefined,
    };
  }

  async getRun(id: number): Promise<RunDetail> {
    const loaded = await this.#options.ledger.loadRun(id);
    if (!loaded) throw new NotFoundError(`There is no run ${runLabel(id)}`);
    const { run, secret, steps, consumers } = loaded;
    return {
      ...runView(run, secret.entityRef),
      attempts: steps.map(attemptView),
      consumers: consumers.map(runConsumerView),
      gates: run.gates.map(gate => ({
        ...gate,
        checkedAt: new Date(gate.checkedAt).toISOString(),
      })),
    };
  }

  async listRunEvents(id: number, page: PageRequest): Promise<RunEventPage> {
    await this.#run(id);
    const limit = page.limit ?? 100;
    const rows = await auditOf(this.#options.ledger.knex, id, {
      after: readCursor(page.cursor),
      limit: limit + 1,
    });
    const shown = rows.slice(0, limit);
    return {
      items: shown.map(eventView),
      nextCursor: rows.length > limit ? String(shown.at(-1)?.id) : undefined,
    };
  }

  cancelRun(id: number, caller: Caller, reason: string): Promise<Run> {
    return this.#decide(id, 'cancel', caller, reason);
  }

  rollbackRun(id: number, caller: Caller, reason: string): Promise<Run> {
    return this.#decide(id, 'rollback', caller, reason);
  }

  recheckRun(id: number, caller: Caller, reason: string): Promise<Run> {
    return this.#decide(id, 'recheck', caller, reason);
  }

  async getConfiguration(): Promise<Configuration> {
    return { entries: this.#options.configuration.entries };
  }

  async factsOfSecret(name: SecretName): Promise<SecretFacts> {
    return factsOf(await this.#secret(name));
  }

  async factsOfRun(id: number): Promise<SecretFacts & { name: SecretName }> {
    const run = await this.#run(id);
    const secret = await findSecretById(
      this.#options.ledger.knex,
      run.secretId,
    );
    if (!secret) throw new NotFoundError(`There is no run ${runLabel(id)}`);
    const { namespace, name } = secret;
    return { ...factsOf(secret), name: { namespace, name } };
  }

  async factsOfRefs(refs: string[]): Promise<Array<SecretFacts | undefined>> {
    const rows = await findSecrets(this.#options.ledger.knex, refs);
    const facts = new Map(rows.map(row => [row.entityRef, factsOf(row)]));
    return refs.map(ref => facts.get(ref));
  }

  async #decide(
    id: number,
    kind: Decision,
    caller: Caller,
    reason: string,
  ): Promise<Run> {
    const { ledger, clock, wake, onChange } = this.#options;
    const { entityRef } = await this.factsOfRun(id);
    const at = await clock.sync();
    const result = await ledger.recordDecision(
      id,
      { kind, actor: caller.actor, reason, at },
      entityRef,
    );
    if (result.kind === 'impossible') {
      throw new ConflictError(whyImpossible(kind, result.run));
    }
    onChange({ secretId: result.run.secretId, runId: id });
    wake();
    return runView(result.run, entityRef);
  }

  async #list(
    query: SecretFilter & {
      scope?: SecretScope;
      consumer?: string;
      refs?: string[];
    },
  ) {
    const { ledger, clock, configuration } = this.#options;
    const now = await clock.sync();
    const everyMs = new Map(
      [...configuration.policies].flatMap(([name, { everyMs: every }]) =>
        every === undefined ? [] : [[name, every] as const],
      ),
    );
    const page = await listSecrets(ledger.knex, {
      ...query,
      scope: query.scope ?? { kind: 'all' },
      now,
      everyMs,
    });
    return {
      items: page.items.map(item => secretView(item, configuration, now)),
      nextCursor: page.nextCursor,
    };
  }

  async #secret(name: SecretName): Promise<SecretRow> {
    const ref = stringifyEntityRef({ kind: 'resource', ...name });
    const secret = await findSecret(this.#options.ledger.knex, ref);
    if (!secret) throw notFound(name);
    return secret;
  }

  async #run(id: number): Promise<RunRow> {
    const run = await findRun(this.#options.ledger.knex, id);
    if (!run) throw new NotFoundError(`There is no run ${runLabel(id)}`);
    return run;
  }

  /** @throws ConflictError unless Keyturn may act on the secret and everything that it names exists */
  #enrolled(secret: SecretRow) {
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

function factsOf(secret: SecretRow): SecretFacts {
  const { entityRef, namespace, owner, store, rotator, policy } = secret;
  return { entityRef, namespace, owner, store, rotator, policy };
}

function notFound({ namespace, name }: SecretName): NotFoundError {
  return new NotFoundError(
    `Keyturn knows no secret ${namespace}/${name}. A new one is seen within a minute`,
  );
}

function readCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  if (!/^\d{1,15}$/.test(cursor)) {
    throw new InputError('cursor is not the nextCursor of an earlier page');
  }
  return Number(cursor);
}

function whyImpossible(kind: Decision, run: RunRow): string {
  const label = runLabel(run.id);
  if (!isOpen(run.state)) return `${label} is over: ${run.state}`;
  if (run.decision) return `${label} is about to ${run.decision.kind} already`;
  switch (kind) {
    case 'recheck':
      return `${label} is at work, there is nothing to wake`;
    case 'cancel':
      return `${label} has begun ${run.step}, so it cannot simply end. Roll it back`;
    default:
      if (run.direction === 'rollback') return `${label} is going back already`;
      return run.pins.plan && !hasWayBack(run)
        ? `${label} has no old version that works, so there is no way back`
        : `${label} is at ${run.step}, from where there is no way back`;
  }
}
