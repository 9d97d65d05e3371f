import {
  MisconfiguredError,
  UnavailableError,
  type EffectContext,
  type Fence,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import type { VaultClient } from '../client/VaultClient';
import { AppRoleEndpoints } from './endpoints';

/** How a role is set up, as far as a rotation cares. @internal */
export interface AppRoleSettings {
  /** Whether a login needs a secret id. */
  readonly bindsSecretId: boolean;
  /** After how many logins a secret id ends; 0: never. */
  readonly uses: number;
}

/** What the server tells of a secret id. @internal */
export interface ListedSecretId {
  readonly accessor: string;
  readonly createdAt: Date;
  /** When it ends by itself. */
  readonly endsAt?: Date;
  /** Who had it issued, where that was Keyturn. */
  readonly madeBy?: Fence;
}

/** A secret id as the server gives it, once. @internal */
export interface IssuedSecretId {
  readonly secretId: string;
  readonly accessor: string;
}

/** The keys in the metadata of a secret id that say who had it issued. */
const RUN = 'keyturn-run';
const EPOCH = 'keyturn-epoch';
/** How the server writes the time of what never ends. */
const NEVER = '0001-01-01T00:00:00Z';

const instant = z.iso.datetime({ offset: true });
const settingsAnswer = z.object({
  bind_secret_id: z.boolean(),
  secret_id_num_uses: z.number(),
});
const roleIdAnswer = z.object({ role_id: z.string().min(1) });
const issueAnswer = z.object({
  secret_id: z.string().min(1),
  secret_id_accessor: z.string().min(1),
});
const listAnswer = z.object({ keys: z.array(z.string()) });
const lookupAnswer = z.object({
  secret_id_accessor: z.string(),
  creation_time: instant,
  expiration_time: instant,
  metadata: z.record(z.string(), z.string()).nullish(),
});
const count = z.string().regex(/^\d+$/).transform(Number);
const fence = z.object({ [RUN]: count, [EPOCH]: count });

/** The secret ids of a server's AppRole method, each call one request or one for each secret id. @internal */
export class SecretIds {
  readonly #client: VaultClient;
  readonly #mount: string;

  constructor(client: VaultClient, mount: string) {
    this.#client = client;
    this.#mount = mount;
  }

  /** `undefined`: there is no such role. */
  async settings(
    role: string,
    context: EffectContext,
  ): Promise<AppRoleSettings | undefined> {
    const answer = await this.#client.read(this.#of(role).settings(), context);
    if (answer === undefined) return undefined;
    const read = expectShape(settingsAnswer, answer);
    return {
      bindsSecretId: read.bind_secret_id,
      uses: read.secret_id_num_uses,
    };
  }

  /** @throws MisconfiguredError when there is no such role */
  async roleId(role: string, context: EffectContext): Promise<string> {
    const answer = await this.#client.read(this.#of(role).roleId(), context);
    if (answer === undefined) throw noRole(role);
    return expectShape(roleIdAnswer, answer).role_id;
  }

  /** Everything that the role has. Who is gone in this moment is left out. */
  async list(role: string, context: EffectContext): Promise<ListedSecretId[]> {
    const endpoints = this.#of(role);
    const answer = await this.#client
      .read(endpoints.secretIds(), context, { list: 'true' })
      .catch(error => {
        throw error instanceof MisconfiguredError ? noRole(role) : error;
      });
    const listed: ListedSecretId[] = [];
    for (const accessor of listAnswer.safeParse(answer).data?.keys ?? []) {
      const found = await this.#client.write(
        endpoints.lookup(),
        { secret_id_accessor: accessor },
        context,
      );
      const read = lookupAnswer.safeParse(found).data;
      if (read) listed.push(listedOf(read));
    }
    return listed;
  }

  /**
   * Has the server make one, which says who asked for it.
   * @throws MisconfiguredError when there is no such role
   */
  async issue(
    role: string,
    by: Fence,
    context: EffectContext,
  ): Promise<IssuedSecretId> {
    const answer = await this.#client.write(
      this.#of(role).secretIds(),
      {
        metadata: JSON.stringify({
          [RUN]: String(by.run),
          [EPOCH]: String(by.epoch),
        }),
      },
      context,
    );
    if (answer === undefined) throw noRole(role);
    const read = expectShape(issueAnswer, answer);
    return { secretId: read.secret_id, accessor: read.secret_id_accessor };
  }

  /** Makes one worthless. It must be there: the server calls anything else its own failure. */
  async destroy(
    role: string,
    accessor: string,
    context: EffectContext,
  ): Promise<void> {
    await this.#client.write(
      this.#of(role).destroy(),
      { secret_id_accessor: accessor },
      context,
    );
  }

  #of(role: string): AppRoleEndpoints {
    return new AppRoleEndpoints(this.#mount, role);
  }
}

function listedOf(read: z.infer<typeof lookupAnswer>): ListedSecretId {
  const by = fence.safeParse(read.metadata).data;
  return {
    accessor: read.secret_id_accessor,
    createdAt: new Date(read.creation_time),
    endsAt:
      read.expiration_time === NEVER
        ? undefined
        : new Date(read.expiration_time),
    madeBy: by && { run: by[RUN], epoch: by[EPOCH] },
  };
}

function noRole(role: string): MisconfiguredError {
  return new MisconfiguredError(
    `The secrets manager has no AppRole ${role}`,
    'Correct role in spec.rotation.options or mount in the entry of the rotator, or create the role',
  );
}

function expectShape<T>(schema: z.ZodType<T>, answer: unknown): T {
  const read = schema.safeParse(answer);
  if (!read.success) {
    throw new UnavailableError('The answer is not one of an AppRole method');
  }
  return read.data;
}
