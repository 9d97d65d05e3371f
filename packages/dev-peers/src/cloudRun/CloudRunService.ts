import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { absent, invalid, outdated, taken } from './refusal';
import type {
  CloudRunCode,
  CloudRunFailure,
  CloudRunTemplate,
  CloudRunTraffic,
  Condition,
  Revision,
} from './shapes';

/** Where all requests go that name no other place. */
const LATEST: CloudRunTraffic = {
  type: 'TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST',
  percent: 100,
};

/** One service: its revisions, and what the first instance of each has loaded. @public */
export class CloudRunService {
  readonly #revisions = new Map<string, Revision>();
  readonly #instances = new Map<string, unknown>();
  /** Why revisions that come now cannot be started; unset, they can. */
  failsWith: CloudRunFailure | undefined;
  #template: CloudRunTemplate;
  #traffic: readonly CloudRunTraffic[] = [LATEST];
  #etag = randomUUID();
  #created = '';
  #ready = '';
  #terminal: Condition;
  #isReconciling = true;

  constructor(
    readonly name: string,
    /** The whole name, with project and location. */
    readonly path: string,
    template: CloudRunTemplate,
    private readonly code: CloudRunCode,
    private readonly now: () => Date,
  ) {
    this.#template = template;
    this.#terminal = this.#condition('CONDITION_PENDING');
    this.#makeRevision();
    this.settle();
  }

  get(): object {
    return {
      name: this.path,
      etag: this.#etag,
      template: this.#template,
      traffic: this.#traffic,
      latestCreatedRevision: `${this.path}/revisions/${this.#created}`,
      ...(this.#ready !== '' && {
        latestReadyRevision: `${this.path}/revisions/${this.#ready}`,
      }),
      terminalCondition: this.#terminal,
      ...(this.#isReconciling && { reconciling: true }),
    };
  }

  revision(name: string): object {
    const found = this.#revisions.get(name);
    if (!found) throw absent();
    const { revision: _chosen, ...template } = found.template;
    return {
      ...template,
      name: `${this.path}/revisions/${name}`,
      createTime: found.createTime,
      conditions: [found.ready],
    };
  }

  /** An update through the API: nothing is complete before `settle`. */
  update(
    input: {
      etag?: string;
      template?: CloudRunTemplate;
      traffic?: readonly CloudRunTraffic[];
    },
    mask: readonly string[],
  ): void {
    if (input.etag !== undefined && input.etag !== this.#etag) throw outdated();
    const has = (field: string) => mask.length === 0 || mask.includes(field);
    const template = has('template') ? input.template : undefined;
    if (has('traffic')) this.#checkTraffic(input.traffic ?? []);
    if (template && !isDeepStrictEqual(template, this.#template)) {
      if (this.#revisions.has(template.revision ?? '')) throw taken();
      this.#template = template;
      this.#makeRevision();
    }
    if (has('traffic'))
      this.#traffic = input.traffic?.length ? input.traffic : [LATEST];
    this.#etag = randomUUID();
    this.#isReconciling = true;
    this.#terminal = this.#condition('CONDITION_RECONCILING');
  }

  /** Somebody deploys by hand: complete at once. */
  deploy(change: CloudRunTemplate): void {
    const { revision: _chosen, ...before } = this.#template;
    this.update({ template: { ...before, ...change } }, ['template']);
    this.settle();
  }

  /** Somebody sends requests elsewhere by hand: complete at once. */
  route(...traffic: CloudRunTraffic[]): void {
    this.update({ traffic }, ['traffic']);
    this.settle();
  }

  /** Cloud Run is done: the newest revision starts or fails, and requests follow if it is ready. */
  settle(): void {
    if (!this.#isReconciling) return;
    const created = this.#revisions.get(this.#created);
    if (created && created.ready.state !== 'CONDITION_SUCCEEDED')
      created.ready = this.failsWith
        ? this.#condition('CONDITION_FAILED', this.failsWith)
        : this.#condition('CONDITION_SUCCEEDED');
    if (created?.ready.state === 'CONDITION_SUCCEEDED')
      this.#ready = this.#created;
    this.#terminal = this.#condition(
      created?.ready.state ?? 'CONDITION_PENDING',
    );
    this.#isReconciling = false;
    this.#etag = randomUUID();
  }

  /** What callers get to see: what instances of the revisions hold that requests reach. */
  calls(): unknown[] {
    return this.serving.map(name => {
      if (!this.#instances.has(name)) {
        const { template = {} } = this.#revisions.get(name) ?? {};
        this.#instances.set(name, this.code.start(template));
      }
      return this.#instances.get(name);
    });
  }

  /** The revisions that requests reach. */
  get serving(): string[] {
    return this.#traffic
      .filter(({ percent = 0 }) => percent > 0)
      .map(({ revision = this.#ready }) => revision);
  }

  get revisions(): string[] {
    return [...this.#revisions.keys()];
  }

  get template(): CloudRunTemplate {
    return this.#template;
  }

  get traffic(): readonly CloudRunTraffic[] {
    return this.#traffic;
  }

  #makeRevision(): void {
    const number = String(this.#revisions.size + 1).padStart(5, '0');
    this.#created = this.#template.revision ?? `${this.name}-${number}`;
    this.#revisions.set(this.#created, {
      template: this.#template,
      createTime: this.now().toISOString(),
      ready: this.#condition('CONDITION_PENDING'),
    });
  }

  #checkTraffic(traffic: readonly CloudRunTraffic[]): void {
    const isKnown = traffic.every(
      ({ revision }) => revision === undefined || this.#revisions.has(revision),
    );
    const percent = traffic.reduce((sum, each) => sum + (each.percent ?? 0), 0);
    if (!isKnown || (traffic.length > 0 && percent !== 100)) throw invalid();
  }

  #condition(state: string, failure?: CloudRunFailure): Condition {
    const lastTransitionTime = this.now().toISOString();
    return { type: 'Ready', state, lastTransitionTime, ...failure };
  }
}
