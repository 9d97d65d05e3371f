/** The attestation contract of docs/attestation.md, from the portal's side. */
export * from './askEndpoint';
export type { Candidates } from './attestation';
export * from './judgeAttestation';
export * from './nameInstances';
