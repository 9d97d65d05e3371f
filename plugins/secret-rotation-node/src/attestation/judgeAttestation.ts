import type { EndpointAnswer } from './askEndpoint';
import {
  parseAttestation,
  readTime,
  weigh,
  type Candidates,
} from './attestation';
import type { NamedObservation } from './nameInstances';

/** What an attestation is held against. @public */
export interface AttestationQuestion {
  /** The secret's path in the store. */
  readonly path: string;
  /** The values that an instance may prove, by their store ids. */
  readonly candidates: Candidates;
  /** What the instance was asked to sign. */
  readonly nonce: string;
  /** The clock; only to refuse impossible times. */
  readonly now: Date;
}

/** What the answer of one instance to `attest` shows, by the rules of docs/attestation.md. @public */
export function judgeAttestation(
  answer: EndpointAnswer,
  asked: AttestationQuestion,
): Omit<NamedObservation, 'health'> {
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
