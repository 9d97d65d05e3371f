import { AwsRefusal } from './refusal';

const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';
const MOST_LABELS = 20;
/** AWS says about a hundred. */
const MOST_VERSIONS = 120;
const DAY_SECONDS = 86_400;

/** What a version holds. */
export interface Content {
  readonly SecretString?: string;
  readonly SecretBinary?: string;
}

/** One version. It never changes, except for its labels. */
export interface Version extends Content {
  readonly id: string;
  readonly createdAt: number;
  readonly labels: Set<string>;
}

/** One secret: versions that cannot be changed and labels, each of which stands on one version at most. */
export class Secret {
  readonly name: string;
  readonly versions = new Map<string, Version>();
  /** Further facts of its description, as a test sets them. */
  facts: Readonly<Record<string, unknown>> = {};

  constructor(name: string) {
    this.name = name;
  }

  /** Where a label stands. */
  holder(label: string): Version | undefined {
    return [...this.versions.values()].find(({ labels }) => labels.has(label));
  }

  /** Adds a version; the same again is not written twice. */
  put(
    version: { id: string; content: Content; createdAt: number },
    labels: readonly string[],
  ): Version {
    const { id, content, createdAt } = version;
    const known = this.versions.get(id);
    if (known) {
      const isSame =
        known.SecretString === content.SecretString &&
        known.SecretBinary === content.SecretBinary;
      if (!isSame) {
        throw new AwsRefusal('ResourceExistsException');
      }
      return known;
    }
    this.#removeOutdated(createdAt);
    if (this.versions.size >= MOST_VERSIONS) {
      throw new AwsRefusal('LimitExceededException');
    }
    this.#refuseMoreLabels(labels);
    const isFirst = this.versions.size === 0;
    const added = { id, createdAt, ...content, labels: new Set<string>() };
    this.versions.set(id, added);
    for (const label of isFirst ? [CURRENT, ...labels] : labels) {
      this.#attach(label, added);
    }
    return added;
  }

  /** Moves a label from where the caller says that it stands. */
  move(label: string, from: string | undefined, to: string | undefined): void {
    const source = from === undefined ? undefined : this.#known(from);
    const target = to === undefined ? undefined : this.#known(to);
    const holder = this.holder(label);
    const isWhereSaid = source
      ? holder === source
      : holder === undefined || holder === target;
    const removesCurrent = label === CURRENT && !target;
    if (!isWhereSaid || removesCurrent) {
      throw new AwsRefusal('InvalidParameterException');
    }
    if (target) {
      this.#refuseMoreLabels([label]);
      this.#attach(label, target);
    } else {
      source?.labels.delete(label);
    }
  }

  #attach(label: string, target: Version): void {
    const holder = this.holder(label);
    holder?.labels.delete(label);
    target.labels.add(label);
    if (label === CURRENT && holder && holder !== target) {
      this.holder(PREVIOUS)?.labels.delete(PREVIOUS);
      holder.labels.add(PREVIOUS);
    }
  }

  /** Versions without a label go when there are too many, the oldest first; none that is younger than a day. */
  #removeOutdated(now: number): void {
    const outdated = [...this.versions.values()]
      .filter(
        ({ labels, createdAt }) =>
          labels.size === 0 && now - createdAt >= DAY_SECONDS,
      )
      .sort((one, other) => one.createdAt - other.createdAt);
    for (const { id } of outdated) {
      if (this.versions.size >= MOST_VERSIONS) {
        this.versions.delete(id);
      }
    }
  }

  #refuseMoreLabels(added: readonly string[]): void {
    const present = [...this.versions.values()].flatMap(({ labels }) => [
      ...labels,
    ]);
    if (new Set([...present, ...added]).size > MOST_LABELS) {
      throw new AwsRefusal('LimitExceededException');
    }
  }

  #known(id: string): Version {
    const version = this.versions.get(id);
    if (!version) {
      throw new AwsRefusal('ResourceNotFoundException');
    }
    return version;
  }
}
