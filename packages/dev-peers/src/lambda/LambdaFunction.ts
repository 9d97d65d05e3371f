import { createHash, randomUUID } from 'node:crypto';
import { Capacity, LATEST } from './Capacity';
import { absent, conflict, invalid, outdated } from './refusal';

/** A program that runs in environments. @public */
export interface LambdaCode {
  /** Runs when an environment starts. @returns what it keeps while it lives */
  start(): unknown;
  /** Runs at each invocation. @returns its answer; throwing is its failure */
  handle(kept: unknown, payload: unknown): unknown;
}

/** What an update may set, as Lambda names it. @public */
export interface LambdaSettings {
  readonly Description?: string;
  readonly Environment?: { readonly Variables: Record<string, string> };
  readonly Timeout?: number;
  readonly MemorySize?: number;
}

/** One configuration of a function, as Lambda shows it. @internal */
export type Configuration = Readonly<Record<string, unknown>> &
  LambdaSettings & {
    readonly Version: string;
    readonly RevisionId: string;
    readonly CodeSha256: string;
    readonly LastUpdateStatus?: string;
  };

/** Where an alias points to. @internal */
export interface Alias {
  readonly Name: string;
  readonly FunctionVersion: string;
  readonly RevisionId: string;
  readonly RoutingConfig?: {
    readonly AdditionalVersionWeights: Record<string, number>;
  };
}

const MOST_SIGNS = 4096;

/** One function: its versions, and the environments that run them. @public */
export class LambdaFunction {
  readonly aliases = new Map<string, Alias>();
  readonly capacity = new Capacity(this);
  readonly #versions = new Map<string, Configuration>();
  /** What one warm environment of each version keeps. */
  readonly #environments = new Map<string, unknown>();
  /** What the present update comes to, once it is complete. */
  updateEndsAs = 'Successful';
  #published = 0;
  #code: LambdaCode;

  constructor(
    readonly name: string,
    readonly arn: string,
    code: LambdaCode,
    private readonly now: () => Date,
  ) {
    this.#code = code;
    this.#write({ Runtime: 'nodejs22.x', Timeout: 3, State: 'Active' });
    this.complete();
  }

  /** Somebody uploads other code, without releasing it. */
  upload(code: LambdaCode): void {
    this.#code = code;
    this.#write({ CodeSha256: digest(randomUUID()) });
    this.complete();
  }

  /** Somebody changes the configuration by hand, past the API: no compare-and-set, complete at once. */
  set(settings: LambdaSettings): void {
    this.#write(settings);
    this.complete();
  }

  get(qualifier = LATEST): Configuration {
    const version = this.aliases.get(qualifier)?.FunctionVersion ?? qualifier;
    const found = this.#versions.get(version);
    if (!found) throw absent();
    return found;
  }

  update(settings: LambdaSettings, revision: unknown): Configuration {
    const latest = this.get();
    if (revision !== undefined && revision !== latest.RevisionId)
      throw outdated();
    if (latest.LastUpdateStatus === 'InProgress') throw conflict();
    const variables = JSON.stringify(settings.Environment?.Variables ?? {});
    if (variables.length > MOST_SIGNS) throw invalid();
    if ((settings.Description?.length ?? 0) > 256) throw invalid();
    return this.#write({ ...settings, LastUpdateStatus: 'InProgress' });
  }

  /** Lambda is done with the update: from now on environments start with it. */
  complete(): void {
    const latest = this.get();
    this.#versions.set(LATEST, {
      ...latest,
      LastUpdateStatus: this.updateEndsAs,
    });
    if (this.updateEndsAs === 'Successful') this.#environments.delete(LATEST);
  }

  publish(revision: unknown, code: unknown): Configuration {
    const latest = this.get();
    if (latest.LastUpdateStatus === 'InProgress') throw conflict();
    if (revision !== undefined && revision !== latest.RevisionId)
      throw outdated();
    if (code !== undefined && code !== latest.CodeSha256) throw invalid();
    const last = this.#versions.get(String(this.#published));
    // Lambda makes no version of what has not changed since the last one.
    if (last && sameBut(last, latest)) return last;
    this.#published += 1;
    const Version = String(this.#published);
    const published = {
      ...latest,
      Version,
      RevisionId: randomUUID(),
      FunctionArn: `${this.arn}:${Version}`,
      LastModified: this.#time(),
    };
    this.#versions.set(Version, published);
    return published;
  }

  pointAlias(name: string, input: Partial<Alias>): Alias {
    const before = this.aliases.get(name);
    const { FunctionVersion = before?.FunctionVersion, RoutingConfig } = input;
    if (input.RevisionId && input.RevisionId !== before?.RevisionId)
      throw outdated();
    if (FunctionVersion === undefined) throw absent();
    this.get(FunctionVersion);
    this.capacity.checkMove(name, FunctionVersion);
    const RevisionId = randomUUID();
    const alias = { Name: name, FunctionVersion, RevisionId, RoutingConfig };
    this.aliases.set(name, alias);
    return alias;
  }

  /** An environment answers: one that lives, or a new one. */
  invoke(payload: unknown, qualifier = LATEST): unknown {
    const { Version } = this.get(qualifier);
    this.start(Version);
    return this.#code.handle(this.#environments.get(Version), payload);
  }

  /** Starts an environment of a version, if none lives. */
  start(version: string): void {
    if (!this.#environments.has(version))
      this.#environments.set(version, this.#code.start());
  }

  get versions(): string[] {
    return [...this.#versions.keys()].filter(each => each !== LATEST);
  }

  #write(change: object): Configuration {
    const next = {
      CodeSha256: digest(this.name),
      ...this.#versions.get(LATEST),
      ...change,
      FunctionName: this.name,
      FunctionArn: this.arn,
      Version: LATEST,
      RevisionId: randomUUID(),
      LastModified: this.#time(),
    };
    this.#versions.set(LATEST, next);
    return next;
  }

  /** As Lambda writes it. */
  #time(): string {
    return this.now().toISOString().replace('Z', '+0000');
  }
}

function sameBut(one: Configuration, other: Configuration): boolean {
  const essence = (of: Configuration) =>
    JSON.stringify([
      ...[of.CodeSha256, of.Environment, of.Description],
      ...[of.Timeout, of.MemorySize],
    ]);
  return essence(one) === essence(other);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
