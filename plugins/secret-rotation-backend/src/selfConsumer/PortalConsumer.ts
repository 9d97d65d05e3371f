import { createHash } from 'node:crypto';
import {
  instanceId,
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
  type ConsumerAdapter,
  type ConsumerEntity,
  type ConsumerObservation,
  type EffectContext,
  type InstanceObservation,
  type SecretValue,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { CredentialUse } from '../ledger/rows';
import type {
  LocalUse,
  PortalCredentials,
  PresentCredential,
} from './PortalCredentials';

/** One process of the portal, as the others know it. */
export interface PortalReplica {
  readonly name: string;
  readonly credentials?: readonly CredentialUse[];
}

/** Every process of the portal that lives, and which of them this is. */
export interface PortalReplicas {
  readonly own: string;
  live(): Promise<readonly PortalReplica[]>;
}

type Candidates = ReadonlyMap<StoreVersionId, SecretValue>;

/**
 * The portal as the consumer of the credentials by which its own adapters log in. Its instances are the adapters of
 * every live process. An adapter of this process proves its version by logging in; those of others read the store at
 * every login too, so what they say by their record is a claim.
 */
export class PortalConsumer implements ConsumerAdapter {
  readonly attests = true;
  readonly effect = 'reads it anew at every login';
  readonly #credentials: PortalCredentials;
  #replicas: PortalReplicas | undefined;

  constructor(credentials: PortalCredentials) {
    this.#credentials = credentials;
  }

  /** Lets it know the other processes. It is built with the configuration, before the ledger is open. */
  join(replicas: PortalReplicas): void {
    this.#replicas = replicas;
  }

  /** Nothing has to be told: no adapter keeps the credential. */
  async reload({ path }: { consumer: ConsumerEntity; path: string }) {
    return { told: this.#usesOf(path).length };
  }

  async observe(
    input: { consumer: ConsumerEntity; path: string; candidates: Candidates },
    context: EffectContext,
  ): Promise<ConsumerObservation> {
    const { path, candidates } = input;
    const replicas = this.#replicas;
    if (!replicas) throw new UnavailableError('The portal is still starting');
    const here = await Promise.all(
      this.#usesOf(path).map(use =>
        this.#observeHere(use, replicas.own, candidates, context),
      ),
    );
    const others = (await replicas.live()).filter(
      ({ name }) => name !== replicas.own,
    );
    const elsewhere = await Promise.all(
      others.map(replica =>
        this.#observeElsewhere(replica, path, candidates, context),
      ),
    );
    return {
      source: "The portal's own logins",
      instances: [...here, ...elsewhere.flat()],
    };
  }

  #usesOf(path: string): LocalUse[] {
    return this.#credentials.uses.filter(use => use.path === path);
  }

  async #observeHere(
    use: LocalUse,
    replica: string,
    candidates: Candidates,
    context: EffectContext,
  ): Promise<InstanceObservation> {
    const id = idOf(replica, use);
    try {
      const before = await this.#credentials.read(use, context);
      await use.logIn(context);
      const after = await this.#credentials.read(use, context);
      // It read between the two: only what was current all the while is what it logged in with.
      return before.version === after.version && isKnown(after, candidates)
        ? { id, health: 'healthy', strength: 'proven', version: after.version }
        : { id, health: 'healthy', strength: 'none' };
    } catch (error) {
      return { id, strength: 'none', ...troubleOf(error) };
    }
  }

  async #observeElsewhere(
    { name, credentials }: PortalReplica,
    path: string,
    candidates: Candidates,
    context: EffectContext,
  ): Promise<InstanceObservation[]> {
    const uses = credentials?.filter(use => use.path === path) ?? [];
    if (uses.length === 0) {
      // With another configuration it may hold the old one still.
      return [
        {
          id: idOf(name, { entry: 'unknown' }),
          health: 'healthy',
          strength: 'none',
          finding: 'wrong-path',
        },
      ];
    }
    return Promise.all(
      uses.map(async (use): Promise<InstanceObservation> => {
        const id = idOf(name, use);
        try {
          const present = await this.#credentials.read(use, context);
          return isKnown(present, candidates)
            ? {
                id,
                health: 'healthy',
                strength: 'claimed',
                version: present.version,
              }
            : { id, health: 'healthy', strength: 'none' };
        } catch (error) {
          return { id, strength: 'none', ...troubleOf(error) };
        }
      }),
    );
  }
}

/** Whether it is one of the versions that the run knows, by its value and not by its name alone. */
function isKnown(
  { version, value }: PresentCredential,
  candidates: Candidates,
): boolean {
  return candidates.get(version)?.equals(value) ?? false;
}

function troubleOf(
  error: unknown,
): Pick<InstanceObservation, 'health' | 'finding'> {
  const isRefused =
    error instanceof PermissionDeniedError ||
    error instanceof MisconfiguredError;
  return isRefused
    ? { health: 'ill', finding: 'permission-denied' }
    : { health: 'unknown', finding: 'unreachable' };
}

/** A process's own name shows its host. */
function idOf(replica: string, { entry }: Pick<CredentialUse, 'entry'>) {
  const digest = createHash('sha256').update(replica).digest('hex');
  return instanceId(`${digest.slice(0, 8)}/${entry}`);
}
