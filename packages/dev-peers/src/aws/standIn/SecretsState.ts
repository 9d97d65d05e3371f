import { AwsRefusal } from './refusal';
import { parseBody, type AwsAction, type BodyOf } from './requests';
import { Secret, type Version } from './Secret';

const DAY_SECONDS = 86_400;

/** The secrets of one region, and what AWS documents of the requests that read and change them. */
export class SecretsState {
  readonly #secrets = new Map<string, Secret>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Carries a request out. */
  act(action: AwsAction, body: unknown): object {
    switch (action) {
      case 'CreateSecret':
        return this.#create(parseBody(action, body));
      case 'DescribeSecret':
        return this.#describe(parseBody(action, body));
      case 'ListSecretVersionIds':
        return this.#list(parseBody(action, body));
      case 'ListSecrets':
        return this.#listSecrets(parseBody(action, body));
      case 'GetSecretValue':
        return this.#get(parseBody(action, body));
      case 'PutSecretValue':
        return this.#put(parseBody(action, body));
      case 'UpdateSecretVersionStage':
        return this.#moveLabel(parseBody(action, body));
      case 'RotateSecret':
        return this.#rotate(parseBody(action, body));
      default:
        return this.#delete(parseBody(action, body));
    }
  }

  /** Sets facts of a secret's description that no request here sets: rotation, replicas, deletion. */
  alter(name: string, facts: Readonly<Record<string, unknown>>): void {
    const secret = this.#known(name);
    secret.facts = { ...secret.facts, ...facts };
  }

  #create(body: BodyOf<'CreateSecret'>): object {
    const { Name, ClientRequestToken: id, KmsKeyId } = body;
    const known = this.#secrets.get(Name);
    if (known && !known.versions.has(id)) {
      throw new AwsRefusal('ResourceExistsException');
    }
    const secret = known ?? new Secret(Name);
    if (hasContent(body)) {
      secret.put({ id, content: body, createdAt: this.#seconds() }, []);
    }
    secret.facts = {
      CreatedDate: this.#seconds(),
      ...secret.facts,
      KmsKeyId,
      Tags: body.Tags,
    };
    this.#secrets.set(Name, secret);
    return { ...identity(secret), VersionId: id };
  }

  #describe({ SecretId }: BodyOf<'DescribeSecret'>): object {
    const secret = this.#known(SecretId);
    const labelled = [...secret.versions.values()].filter(
      ({ labels }) => labels.size > 0,
    );
    return {
      ...identity(secret),
      VersionIdsToStages: Object.fromEntries(
        labelled.map(({ id, labels }) => [id, [...labels]]),
      ),
      ...secret.facts,
    };
  }

  #list(body: BodyOf<'ListSecretVersionIds'>): object {
    const secret = this.#known(body.SecretId);
    const all = [...secret.versions.values()].filter(
      ({ labels }) => body.IncludeDeprecated || labels.size > 0,
    );
    const from = Number(body.NextToken ?? 0);
    const to = from + body.MaxResults;
    return {
      ...identity(secret),
      Versions: all.slice(from, to).map(({ id, createdAt, labels }) => ({
        VersionId: id,
        CreatedDate: createdAt,
        VersionStages: labels.size > 0 ? [...labels] : undefined,
      })),
      NextToken: to < all.length ? String(to) : undefined,
    };
  }

  /** Without those that are scheduled for deletion. Names are found by what they begin with. */
  #listSecrets(body: BodyOf<'ListSecrets'>): object {
    const all = [...this.#secrets.values()].filter(
      ({ name, facts }) =>
        facts.DeletedDate === undefined &&
        body.Filters.every(({ Values }) =>
          Values.some(value => name.startsWith(value)),
        ),
    );
    const from = Number(body.NextToken ?? 0);
    const to = from + body.MaxResults;
    return {
      SecretList: all
        .slice(from, to)
        .map(secret => ({ ...identity(secret), ...secret.facts })),
      NextToken: to < all.length ? String(to) : undefined,
    };
  }

  #get({
    SecretId,
    VersionId,
    VersionStage,
  }: BodyOf<'GetSecretValue'>): object {
    const secret = this.#known(SecretId);
    refuseDeleted(secret);
    const version =
      VersionId === undefined
        ? secret.holder(VersionStage)
        : secret.versions.get(VersionId);
    if (!version) {
      throw new AwsRefusal('ResourceNotFoundException');
    }
    const { SecretString, SecretBinary } = version;
    return { ...ofVersion(secret, version), SecretString, SecretBinary };
  }

  #put(body: BodyOf<'PutSecretValue'>): object {
    const secret = this.#known(body.SecretId);
    refuseDeleted(secret);
    if (!hasContent(body)) {
      throw new AwsRefusal('InvalidRequestException');
    }
    const { SecretString, SecretBinary, ClientRequestToken: id } = body;
    const content = { SecretString, SecretBinary };
    const version = { id, content, createdAt: this.#seconds() };
    return ofVersion(secret, secret.put(version, body.VersionStages));
  }

  #moveLabel(body: BodyOf<'UpdateSecretVersionStage'>): object {
    const secret = this.#known(body.SecretId);
    refuseDeleted(secret);
    secret.move(
      body.VersionStage,
      body.RemoveFromVersionId,
      body.MoveToVersionId,
    );
    return identity(secret);
  }

  /** Whoever set the rotation up is called by the test, as AWS calls a function. */
  #rotate(body: BodyOf<'RotateSecret'>): object {
    const secret = this.#known(body.SecretId);
    refuseDeleted(secret);
    const pending = secret.holder('AWSPENDING');
    const isUnfinished =
      pending !== undefined && !pending.labels.has('AWSCURRENT');
    const isOther = isUnfinished && pending.id !== body.ClientRequestToken;
    if (!secret.facts.RotationEnabled || isOther) {
      throw new AwsRefusal('InvalidRequestException');
    }
    return { ...identity(secret), VersionId: body.ClientRequestToken };
  }

  #delete(body: BodyOf<'DeleteSecret'>): object {
    const { SecretId, ForceDeleteWithoutRecovery, RecoveryWindowInDays } = body;
    if (ForceDeleteWithoutRecovery) {
      if (RecoveryWindowInDays !== undefined) {
        throw new AwsRefusal('InvalidParameterException');
      }
      // AWS does not say whether there was one.
      this.#secrets.delete(SecretId);
      return { Name: SecretId };
    }
    const days = RecoveryWindowInDays ?? 30;
    this.alter(SecretId, {
      DeletedDate: this.#seconds() + days * DAY_SECONDS,
    });
    return { Name: SecretId };
  }

  #known(name: string): Secret {
    const secret = this.#secrets.get(name);
    if (!secret) {
      throw new AwsRefusal('ResourceNotFoundException');
    }
    return secret;
  }

  #seconds(): number {
    return this.#now() / 1000;
  }
}

function hasContent(body: { SecretString?: string; SecretBinary?: string }) {
  return body.SecretString !== undefined || body.SecretBinary !== undefined;
}

function refuseDeleted({ facts }: Secret): void {
  if (facts.DeletedDate !== undefined) {
    throw new AwsRefusal('InvalidRequestException');
  }
}

function identity({ name }: Secret) {
  return {
    ARN: `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}-a1b2c3`,
    Name: name,
  };
}

function ofVersion(secret: Secret, { id, createdAt, labels }: Version) {
  return {
    ...identity(secret),
    VersionId: id,
    VersionStages: [...labels],
    CreatedDate: createdAt,
  };
}
