import {
  askEndpoint,
  judgeAttestation,
  type ConsumerEntity,
  type Endpoint,
  type EndpointAnswer,
  type NamedObservation,
  type SecretValue,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { HttpConsumerSettings } from './settings';

interface Asked {
  readonly consumer: ConsumerEntity;
  readonly path: string;
  readonly candidates: ReadonlyMap<StoreVersionId, SecretValue>;
}

/** Asks one endpoint for its health and its attestation, both at once. @internal */
export async function observeEndpoint(
  endpoint: Endpoint,
  asked: Asked,
  context: {
    settings: HttpConsumerSettings;
    signal: AbortSignal;
    nonce: string;
    now: Date;
  },
): Promise<NamedObservation> {
  const { settings, signal, nonce, now } = context;
  const limit = { timeoutMs: settings.timeoutMs, signal };
  const query = new URLSearchParams({ path: asked.path, nonce });
  const [health, attested] = await Promise.all([
    askEndpoint(
      endpoint,
      { method: 'GET', target: settings.health.expand(asked.consumer) },
      limit,
    ),
    askEndpoint(
      endpoint,
      {
        method: 'GET',
        target: `${settings.attest.expand(asked.consumer)}?${query}`,
        token: settings.token,
      },
      limit,
    ),
  ]);
  const observation = judgeAttestation(attested, { ...asked, nonce, now });
  return {
    ...observation,
    health: healthOf(health),
    family: endpoint.connectTo?.family,
    finding:
      observation.finding ??
      (health.kind === 'silent' ? 'unreachable' : undefined),
  };
}

function healthOf(answer: EndpointAnswer): NamedObservation['health'] {
  if (answer.kind === 'silent') {
    return 'unknown';
  }
  return answer.kind === 'answered' &&
    answer.status >= 200 &&
    answer.status < 300
    ? 'healthy'
    : 'ill';
}
