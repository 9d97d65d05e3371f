import {
  throwIfOver,
  findEndpoints,
  instanceId,
  type ConsumerAdapter,
  type ConsumerEntity,
  type ConsumerObservation,
  type EffectContext,
  type Endpoint,
  type InstanceObservation,
  type ResolveAddresses,
  type SecretValue,
  type StoreVersionId,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { leafOf } from '../certificate/tlsMaterial';
import { servedCertificate, type Served } from './servedCertificate';
import type { HandshakeSettings } from './settings';

/**
 * Servers that show by a TLS handshake which certificate they serve. They need not know of Keyturn: they come to a new
 * certificate by themselves, and prove by the handshake that they have its key.
 * @internal
 */
export class HandshakeConsumerAdapter implements ConsumerAdapter {
  readonly attests = true;
  readonly effect: string;
  readonly #settings: HandshakeSettings;
  readonly #resolve: ResolveAddresses | undefined;

  constructor(
    settings: HandshakeSettings,
    options: { resolve?: ResolveAddresses } = {},
  ) {
    this.effect = settings.effect;
    this.#settings = settings;
    this.#resolve = options.resolve;
  }

  /** There is nobody to tell. The address is checked all the same, so that a wrong one is said early. */
  async reload(
    { consumer }: { consumer: ConsumerEntity },
    context: WriteContext,
  ): Promise<{ told: number }> {
    await this.#endpoints(consumer, context);
    return { told: 0 };
  }

  async observe(
    {
      consumer,
      candidates,
    }: {
      consumer: ConsumerEntity;
      candidates: ReadonlyMap<StoreVersionId, SecretValue>;
    },
    context: EffectContext,
  ): Promise<ConsumerObservation> {
    const endpoints = await this.#endpoints(consumer, context);
    const { serverName: pattern, timeoutMs } = this.#settings;
    const serverName = pattern && new URL(pattern.expand(consumer)).hostname;
    const { signal } = context;
    const served = await Promise.all(
      endpoints.map(endpoint =>
        servedCertificate(endpoint, { serverName, timeoutMs, signal }),
      ),
    );
    throwIfOver(context.signal, consumer.entityRef);
    return {
      source: 'TLS handshake',
      instances: served.map((each, index) => ({
        id: instanceId(`address ${index + 1} of ${served.length}`),
        ...judge(each, candidates),
      })),
    };
  }

  async #endpoints(
    consumer: ConsumerEntity,
    context: EffectContext,
  ): Promise<Endpoint[]> {
    throwIfOver(context.signal, consumer.entityRef);
    const { addresses, timeoutMs } = this.#settings;
    return findEndpoints(addresses, consumer, {
      timeoutMs,
      signal: context.signal,
      resolve: this.#resolve,
    });
  }
}

function judge(
  served: Served,
  candidates: ReadonlyMap<StoreVersionId, SecretValue>,
): Omit<InstanceObservation, 'id'> {
  switch (served.kind) {
    case 'silent':
      return { health: 'unknown', strength: 'none', finding: 'unreachable' };
    case 'no-tls':
      return { health: 'ill', strength: 'none', finding: 'bad-format' };
    default: {
      // The newest id of a value comes last.
      const version = [...candidates.keys()]
        .reverse()
        .find(id => fingerprintOf(candidates.get(id)) === served.fingerprint);
      return version === undefined
        ? { health: 'healthy', strength: 'none', finding: 'stale-cache' }
        : { health: 'healthy', strength: 'proven', version };
    }
  }
}

function fingerprintOf(value: SecretValue | undefined): string | undefined {
  return value && leafOf(value)?.fingerprint256;
}
