import { NotFoundError } from '@backstage/errors';
import {
  runLabel,
  type Action,
  type Run,
  type RunOptions,
  type Secret,
  type SecretDetail,
  type SecretFilter,
  type SecretName,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { SecretFacts } from '../../authorization/SecretFacts';
import { inScope, type SecretScope } from '../../authorization/SecretScope';
import { OpenRunError } from '../errors';
import type {
  Caller,
  EnrolOptions,
  CompleteOptions,
  ReleaseOptions,
  RotationService,
} from '../RotationService';

const AT = '2026-01-02T03:04:05.000Z';

/** The worst case for the authorisation: a state that allows everything at once. */
const EVERYTHING: Action[] = [
  'plan',
  'start',
  'enrol',
  'complete',
  'adopt',
  'retry',
  'release',
  'recheck',
  'rollback',
  'cancel',
];

interface Row {
  facts: SecretFacts;
  run?: Run;
}

/**
 * A stand-in for the rotation service: rows in memory, no engine. It allows every action in every state, so that what
 * is missing from an answer was taken out by the authorisation.
 */
export class InMemoryRotationService implements RotationService {
  readonly #rows: Row[] = [];
  readonly #dependencies = new Map<string, string[]>();
  /** Changes that came through, with who asked for them. */
  readonly changes: Array<{ what: string; caller: Caller; detail?: unknown }> =
    [];
  /** The stores that are walked; each holds one thing that nobody manages. */
  inventoried: string[] = [];
  /** What the next call to any method throws. */
  failure?: Error;

  addSecret(name: string, facts: Partial<SecretFacts> = {}): SecretFacts {
    const namespace = facts.namespace ?? 'default';
    const row = {
      facts: {
        entityRef: `resource:${namespace}/${name}`,
        namespace,
        store: 'vault-prod',
        rotator: 'payments-postgres',
        policy: 'database',
        ...facts,
      },
    };
    this.#rows.push(row);
    return row.facts;
  }

  addDependency(entityRef: string, secretRefs: string[]) {
    this.#dependencies.set(entityRef, secretRefs);
  }

  async listSecrets(query: SecretFilter & { scope: SecretScope }) {
    this.#fail();
    return {
      items: this.#rows
        .filter(row => inScope(query.scope, row.facts))
        .map(row => this.#secret(row)),
    };
  }

  async getSecret(name: SecretName): Promise<SecretDetail> {
    this.#fail();
    const row = this.#row(name);
    return {
      ...this.#secret(row),
      versions: [{ number: 1, state: 'current', createdAt: AT }],
      consumers: [],
      lastRun: row.run,
    };
  }

  async listEntitySecrets(entityRef: string) {
    const refs = this.#dependencies.get(entityRef) ?? [];
    return this.#rows
      .filter(row => refs.includes(row.facts.entityRef))
      .map(row => this.#secret(row));
  }

  inventoriedStores() {
    return this.inventoried;
  }

  async listUnmanaged({ stores }: { stores: string[] }) {
    this.#fail();
    return {
      items: stores.map(store => ({ store, path: 'legacy/login', tags: {} })),
      total: stores.length,
      stores: stores.map(store => ({ store, found: 1 })),
    };
  }

  async enrol(name: SecretName, caller: Caller, { reason }: EnrolOptions) {
    this.#fail();
    this.changes.push({ what: 'enrol', caller, detail: reason });
    return this.getSecret(name);
  }

  async plan() {
    this.#fail();
    return {
      computedAt: AT,
      kind: 'rotate' as const,
      ready: true,
      checks: [],
      waves: [],
      steps: [],
      overlapSeconds: 3600,
      estimatedSeconds: 4000,
      asked: [],
      unproven: [],
      willNotHappen: [],
    };
  }

  async startRun(
    name: SecretName,
    caller: Caller,
    options: RunOptions & { reason: string; idempotencyKey?: string },
  ): Promise<Run> {
    this.#fail();
    const row = this.#row(name);
    if (row.run) {
      throw new OpenRunError(`${row.run.label} is open already`, row.run.id);
    }
    this.changes.push({ what: 'start', caller, detail: options });
    const id = 2041 + this.#rows.indexOf(row);
    row.run = {
      id,
      label: runLabel(id),
      secretRef: row.facts.entityRef,
      kind: 'rotate',
      direction: 'forward',
      state: 'queued',
      trigger: 'manual',
      cause: options.cause ?? 'routine',
      reason: options.reason,
      requestedBy: caller.actor,
      createdAt: AT,
      pastNoReturn: false,
      turn: { who: 'keyturn' },
      actions: EVERYTHING,
    };
    return row.run;
  }

  async listRuns(name: SecretName) {
    const { run } = this.#row(name);
    return { items: run ? [run] : [] };
  }

  async getRun(id: number) {
    this.#fail();
    return { ...this.#run(id).run, attempts: [], consumers: [], gates: [] };
  }

  async listRunEvents(id: number) {
    this.#run(id);
    return {
      items: [
        {
          id: 1,
          at: AT,
          action: 'run.started',
          actor: { kind: 'keyturn' as const },
        },
      ],
    };
  }

  async cancelRun(id: number, caller: Caller) {
    return this.#change('cancel', id, caller);
  }

  async rollbackRun(id: number, caller: Caller) {
    return this.#change('rollback', id, caller);
  }

  async recheckRun(id: number, caller: Caller) {
    return this.#change('recheck', id, caller);
  }

  async completeRun(id: number, caller: Caller, options: CompleteOptions) {
    return this.#change('complete', id, caller, options);
  }

  async adoptRun(id: number, caller: Caller) {
    return this.#change('adopt', id, caller);
  }

  async retryRun(id: number, caller: Caller) {
    return this.#change('retry', id, caller);
  }

  async releaseRun(id: number, caller: Caller, options: ReleaseOptions) {
    return this.#change('release', id, caller, options);
  }

  async getConfiguration() {
    this.#fail();
    return { entries: [{ section: 'stores' as const, name: 'vault-prod' }] };
  }

  async factsOfSecret(name: SecretName) {
    return this.#row(name).facts;
  }

  async factsOfRun(id: number) {
    const { facts } = this.#run(id);
    const name = facts.entityRef.split('/')[1];
    return { ...facts, name: { namespace: facts.namespace, name } };
  }

  async factsOfRefs(refs: string[]) {
    return refs.map(
      ref => this.#rows.find(row => row.facts.entityRef === ref)?.facts,
    );
  }

  #change(what: string, id: number, caller: Caller, detail?: object): Run {
    this.#fail();
    this.changes.push({ what, caller, detail });
    return this.#run(id).run;
  }

  #fail() {
    const { failure } = this;
    this.failure = undefined;
    if (failure) throw failure;
  }

  #row(name: SecretName): Row {
    const ref = `resource:${name.namespace}/${name.name}`;
    const row = this.#rows.find(it => it.facts.entityRef === ref);
    if (!row) throw new NotFoundError('There is no such secret');
    return row;
  }

  #run(id: number): { facts: SecretFacts; run: Run } {
    for (const { facts, run } of this.#rows) {
      if (run?.id === id) return { facts, run };
    }
    throw new NotFoundError(`There is no run ${runLabel(id)}`);
  }

  #secret({ facts, run }: Row): Secret {
    return {
      entityRef: facts.entityRef,
      namespace: facts.namespace,
      name: facts.entityRef.split('/')[1],
      owner: facts.owner,
      binding: 'enrolled',
      bindingDigest: 'digest-of-the-binding',
      due: 'up-to-date',
      badge: 'up-to-date',
      consumerCount: 0,
      openRun: run,
      turn: { who: 'nobody' },
      actions: EVERYTHING,
    };
  }
}
