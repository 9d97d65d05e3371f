import type { protos } from '@google-cloud/secret-manager';
import {
  MisconfiguredError,
  UnavailableError,
  type EffectContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { checksumOf, verifyChecksum } from '../payload/checksum';
import type { Payload } from '../payload/payload';
import type { SecretAddress } from '../secret/SecretNames';
import type { Caller } from './Caller';
import {
  AbsentError,
  ExistsError,
  keyUnavailable,
  PreconditionError,
} from './failures';
import { CREATE_RIGHT, LIST_RIGHT, type Right } from './rights';
import {
  secretOf,
  versionNumberOf,
  versionOf,
  type Placement,
  type Secret,
  type SecretVersion,
} from './resources';

type ISecret = protos.google.cloud.secretmanager.v1.ISecret;

/** What a change of a secret's settings sets. Maps are replaced whole. */
export interface SecretChange {
  /** Of the secret as it was seen: another one fails the change. */
  readonly etag: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly aliases?: Readonly<Record<string, number>>;
}

const PAGE_SIZE = 25_000;

/** The calls of Secret Manager that a rotation needs, each one request (`versions`: one for each page). */
export class SecretManager {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** `undefined`: there is none. */
  async secret(
    { name, rights }: SecretAddress,
    context: EffectContext,
  ): Promise<Secret | undefined> {
    return orAbsent(
      this.#caller.read(rights.get, context, async (client, options) => {
        const [secret] = await client.getSecret({ name }, options);
        return secretOf(secret);
      }),
    );
  }

  /** Some of a project's or location's secrets. */
  async page(
    request: { parent: string; pageSize: number; pageToken?: string },
    context: EffectContext,
  ): Promise<{ secrets: Secret[]; nextPageToken?: string }> {
    return this.#caller.read(LIST_RIGHT, context, async (client, options) => {
      const [secrets, , page] = await client.listSecrets(request, {
        ...options,
        autoPaginate: false,
      });
      return {
        secrets: secrets.map(secretOf),
        nextPageToken: page?.nextPageToken || undefined,
      };
    });
  }

  /** @returns whether it was made; `false`: there is one of that name already */
  async create(
    { parent, id }: SecretAddress,
    placement: Placement,
    annotations: Readonly<Record<string, string>>,
    context: EffectContext,
  ): Promise<boolean> {
    const secret: ISecret = { ...placement, annotations: { ...annotations } };
    const made = this.#caller.write(CREATE_RIGHT, context, (client, options) =>
      client.createSecret({ parent, secretId: id, secret }, options),
    );
    return made.then(
      () => true,
      error => {
        if (error instanceof ExistsError) return false;
        if (error instanceof AbsentError) {
          throw new MisconfiguredError(
            'The project or the location of the store does not exist',
            'Check project and location of the store',
          );
        }
        throw error;
      },
    );
  }

  /** @throws PreconditionError when the secret was changed since it had this etag */
  async update(
    { name, rights }: SecretAddress,
    { etag, annotations, aliases }: SecretChange,
    context: EffectContext,
  ): Promise<void> {
    const secret: ISecret = {
      name,
      etag,
      annotations: { ...annotations },
      ...(aliases ? { versionAliases: { ...aliases } } : {}),
    };
    const paths = ['annotations', ...(aliases ? ['version_aliases'] : [])];
    await this.#caller.write(rights.update, context, (client, options) =>
      client.updateSecret({ secret, updateMask: { paths } }, options),
    );
  }

  /** Removes a secret with all its versions. None is success. */
  async delete(
    { name, rights }: SecretAddress,
    context: EffectContext,
  ): Promise<void> {
    await orAbsent(
      this.#caller.write(rights.delete, context, (client, options) =>
        client.deleteSecret({ name }, options),
      ),
    );
  }

  /** Adds a version, with its checksum. @returns its number */
  async add(
    { name, rights }: SecretAddress,
    data: Payload,
    context: EffectContext,
  ): Promise<number> {
    const payload = { data, dataCrc32c: checksumOf(data) };
    const added = this.#caller.write(
      rights.add,
      context,
      async (client, options) => {
        const [version] = await client.addSecretVersion(
          { parent: name, payload },
          options,
        );
        if (!version.clientSpecifiedPayloadChecksum) {
          throw new UnavailableError(
            'Secret Manager did not see the checksum of a value',
          );
        }
        return versionNumberOf(version);
      },
    );
    return added.catch(error => {
      // Adding compares nothing.
      throw error instanceof PreconditionError ? keyUnavailable() : error;
    });
  }

  /** All versions, also destroyed ones, newest first; none where there is no secret. */
  async versions(
    { name, rights }: SecretAddress,
    context: EffectContext,
  ): Promise<SecretVersion[]> {
    const found: SecretVersion[] = [];
    let pageToken: string | null | undefined;
    do {
      const request = { parent: name, pageSize: PAGE_SIZE, pageToken };
      const answer = await orAbsent(
        this.#caller.read(rights.list, context, (client, options) =>
          client.listSecretVersions(request, {
            ...options,
            autoPaginate: false,
          }),
        ),
      );
      const [versions, , page] = answer ?? [[]];
      found.push(...versions.map(versionOf));
      pageToken = page?.nextPageToken;
    } while (pageToken);
    return found;
  }

  /**
   * What a version holds; `undefined` when it is not there, disabled or destroyed.
   * @throws MisconfiguredError when it is enabled and cannot be read: nobody may take it for gone
   */
  async access(
    address: SecretAddress,
    version: number,
    context: EffectContext,
  ): Promise<Payload | undefined> {
    const { name, rights } = address;
    const request = { name: `${name}/versions/${version}` };
    const answer = this.#caller.read(
      rights.access,
      context,
      (client, options) => client.accessSecretVersion(request, options),
    );
    const read = await orAbsent(answer).catch(async error => {
      if (!(error instanceof PreconditionError)) throw error;
      const versions = await this.versions(address, context);
      const found = versions.find(({ number }) => number === version);
      if (found?.state === 'enabled') throw keyUnavailable();
      return undefined;
    });
    if (!read) {
      return undefined;
    }
    const { data, dataCrc32c } = read[0].payload ?? {};
    const payload = Buffer.from(data ?? '');
    verifyChecksum(payload, Number(dataCrc32c));
    return payload;
  }

  /** @throws PreconditionError when the version was changed since it had this etag */
  async disable(
    { name, rights }: SecretAddress,
    { number, etag }: SecretVersion,
    context: EffectContext,
  ): Promise<SecretVersion> {
    const request = { name: `${name}/versions/${number}`, etag };
    return this.#caller.write(
      rights.disable,
      context,
      async (client, options) => {
        const [version] = await client.disableSecretVersion(request, options);
        return versionOf(version);
      },
    );
  }

  /** @throws PreconditionError when the version was changed since it had this etag, or is destroyed */
  async destroy(
    { name, rights }: SecretAddress,
    { number, etag }: SecretVersion,
    context: EffectContext,
  ): Promise<void> {
    const request = { name: `${name}/versions/${number}`, etag };
    await this.#caller.write(rights.destroy, context, (client, options) =>
      client.destroySecretVersion(request, options),
    );
  }

  /** Which of some rights the store has on a secret; on an absent one Secret Manager answers none. */
  async grantedRights(
    { name, rights }: SecretAddress,
    asked: readonly Right[],
    context: EffectContext,
  ): Promise<readonly string[]> {
    const permissions = asked.map(({ permission }) => permission);
    const granted = await orAbsent(
      this.#caller.read(rights.get, context, async (client, options) => {
        const [answer] = await client.testIamPermissions(
          { resource: name, permissions },
          options,
        );
        return answer.permissions ?? [];
      }),
    );
    return granted ?? [];
  }
}

async function orAbsent<T>(promise: Promise<T>): Promise<T | undefined> {
  return promise.catch(error => {
    if (error instanceof AbsentError) return undefined;
    throw error;
  });
}
