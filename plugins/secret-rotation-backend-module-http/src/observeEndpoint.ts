import type {
  ConsumerEntity,
  Endpoint,
  InstanceObservation,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  parseAttestation,
  readTime,
  weigh,
  type Candidates,
} from './attestation';
import { ask, type Answer } from './request';
import type { HttpConsumerSettings } from './settings';

/** What one endpoint showed; `instance` is there when it named itself. @internal */
export type EndpointObservation = Omit<InstanceObservation, 'id'> & {
  readonly instance?: string;
  /** IP family of a discovered address. */
  readonly family?: 4 | 6;
};

interface Asked {
  readonly consumer: ConsumerEntity;
  readonly path: string;
  readonly candidates: Candidates;
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
): Promise<EndpointObservation> {
  const { settings, signal, nonce, now } = context;
  const limit = { timeoutMs: settings.timeoutMs, signal };
  const query = new URLSearchParams({ path: asked.path, nonce });
  const [health, attested] = await Promise.all([
    ask(
      endpoint,
      { method: 'GET', target: settings.health.expand(asked.consumer) },
      limit,
    ),
    ask(
      endpoint,
      {
        method: 'GET',
        target: `${settings.attest.expand(asked.consumer)}?${query}`,
        token: settings.token,
      },
      limit,
    ),
  ]);
  const observation = judge(attested, { ...asked, nonce, now });
  return {
    ...observation,
    health: healthOf(health),
    family: endpoint.connectTo?.family,
    finding:
      observation.finding ??
      (health.kind === 'silent' ? 'unreachable' : undefined),
  };
}

function healthOf(answer: Answer): InstanceObservation['health'] {
  if (answer.kind === 'silent') {
    return 'unknown';
  }
  return answer.kind === 'answered' &&
    answer.status >= 200 &&
    answer.status < 300
    ? 'healthy'
    : 'ill';
}

function judge(
  answer: Answer,
  asked: Asked & { nonce: string; now: Date },
): Omit<EndpointObservation, 'health'> {
  if (answer.kind === 'silent') {
    return { strength: 'none', finding: 'unreachable' };
  }
  if (answer.kind === 'too-long') {
    return { strength: 'none', finding: 'bad-format' };
  }
  if (answer.status === 401 || answer.status === 403) {
    return { strength: 'none', finding: 'permission-denied' };
  }
  if (answer.status !== 200) {
    return { strength: 'none', finding: 'no-attestation' };
  }
  const attestation = parseAttestation(answer.body, asked.candidates);
  if (!attestation) {
    return { strength: 'none', finding: 'bad-format' };
  }
  return {
    instance: attestation.instance,
    startedAt: readTime(attestation.startedAt, asked.now),
    ...weigh(attestation, asked),
  };
}
