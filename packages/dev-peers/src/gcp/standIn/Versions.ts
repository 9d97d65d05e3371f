import type { z } from 'zod';
import { crc32c } from './crc32c';
import type { Keys } from './Keys';
import type { Names } from './names';
import { absent, compareEtags, failedPrecondition, invalid } from './refusal';
import { pageOf, type requests } from './requests';
import type { Secrets } from './Secrets';
import {
  millisecondsOf,
  nextEtag,
  timestampOf,
  type Secret,
  type State,
  type Version,
} from './state';

const MAX_PAYLOAD_BYTES = 65_536;

type Named = z.infer<typeof requests.named>;

/** What is in the secrets: what the requests on `SecretVersion` do. */
export class Versions {
  readonly #state: State;
  readonly #names: Names;
  readonly #secrets: Secrets;
  readonly #keys: Keys;
  readonly #now: () => number;

  constructor(parts: {
    state: State;
    names: Names;
    secrets: Secrets;
    keys: Keys;
    now: () => number;
  }) {
    this.#state = parts.state;
    this.#names = parts.names;
    this.#secrets = parts.secrets;
    this.#keys = parts.keys;
    this.#now = parts.now;
  }

  add(request: z.infer<typeof requests.add>): object {
    const secret = this.#secrets.find(this.#names.secret(request.parent));
    const { data, dataCrc32c } = request.payload ?? {};
    if (!data || data.length === 0 || data.length > MAX_PAYLOAD_BYTES) {
      throw invalid('The payload is between 1 byte and 64 KiB.');
    }
    if (dataCrc32c !== undefined && Number(dataCrc32c) !== crc32c(data)) {
      throw invalid('The payload does not match its checksum.');
    }
    this.#keys.require(secret);
    const version: Version = {
      number: (secret.versions.at(-1)?.number ?? 0) + 1,
      createdAt: this.#now(),
      state: 'ENABLED',
      etag: nextEtag(this.#state),
      data: Buffer.from(data).toString('base64'),
      dataCrc32c: crc32c(data),
      isChecksumGiven: dataCrc32c !== undefined,
    };
    secret.versions.push(version);
    return versionMessage(secret, version);
  }

  get(request: Named): object {
    const { secret, version } = this.#find(request.name);
    return versionMessage(secret, version);
  }

  list(request: z.infer<typeof requests.list>): object {
    const secret = this.#secrets.find(this.#names.secret(request.parent));
    this.#carryOutDestructions(secret);
    const { page, ...rest } = pageOf([...secret.versions].reverse(), request);
    return {
      versions: page.map(version => versionMessage(secret, version)),
      ...rest,
    };
  }

  access(request: Named): object {
    const { secret, version } = this.#find(request.name);
    if (version.state !== 'ENABLED' || version.data === undefined) {
      throw failedPrecondition(
        `Secret Version [${nameOf(secret, version)}] is in ${
          version.state
        } state.`,
      );
    }
    this.#keys.require(secret);
    return {
      name: nameOf(secret, version),
      payload: {
        data: Buffer.from(version.data, 'base64'),
        dataCrc32c: String(version.dataCrc32c),
      },
    };
  }

  enable(request: Named): object {
    return this.#change(request, version => {
      version.state = 'ENABLED';
      version.destroyAt = undefined;
    });
  }

  /** As the real one, this also calls off a destruction that was delayed. */
  disable(request: Named): object {
    return this.#change(request, version => {
      version.state = 'DISABLED';
      version.destroyAt = undefined;
    });
  }

  destroy(request: Named): object {
    return this.#change(request, (version, secret) => {
      const delay = secret.versionDestroyTtl;
      if (delay) {
        version.state = 'DISABLED';
        version.destroyAt = this.#now() + millisecondsOf(delay);
      } else {
        erase(version, this.#now());
      }
    });
  }

  #change(
    request: Named,
    change: (version: Version, secret: Secret) => void,
  ): object {
    const { secret, version } = this.#find(request.name);
    compareEtags(request.etag, version.etag);
    if (version.state === 'DESTROYED') {
      throw failedPrecondition(
        `Secret Version [${nameOf(secret, version)}] is in DESTROYED state.`,
      );
    }
    change(version, secret);
    version.etag = nextEtag(this.#state);
    return versionMessage(secret, version);
  }

  #find(name: string): { secret: Secret; version: Version } {
    const asked = this.#names.version(name);
    const secret = this.#secrets.find(asked.secret);
    this.#carryOutDestructions(secret);
    const number =
      asked.version === 'latest'
        ? secret.versions.at(-1)?.number
        : Number(secret.versionAliases[asked.version] ?? asked.version);
    const version = secret.versions.find(one => one.number === number);
    if (!version) {
      throw absent(`Secret Version [${name}]`);
    }
    return { secret, version };
  }

  #carryOutDestructions(secret: Secret): void {
    for (const version of secret.versions) {
      if (version.destroyAt !== undefined && version.destroyAt <= this.#now()) {
        erase(version, version.destroyAt);
      }
    }
  }
}

function erase(version: Version, at: number): void {
  version.state = 'DESTROYED';
  version.destroyedAt = at;
  version.data = undefined;
  version.destroyAt = undefined;
}

function nameOf(secret: Secret, { number }: Version): string {
  return `${secret.name}/versions/${number}`;
}

function versionMessage(secret: Secret, version: Version): object {
  const { destroyedAt, destroyAt } = version;
  return {
    name: nameOf(secret, version),
    createTime: timestampOf(version.createdAt),
    state: version.state,
    etag: version.etag,
    clientSpecifiedPayloadChecksum: version.isChecksumGiven,
    ...(destroyedAt === undefined
      ? {}
      : { destroyTime: timestampOf(destroyedAt) }),
    ...(destroyAt === undefined
      ? {}
      : { scheduledDestroyTime: timestampOf(destroyAt) }),
  };
}
