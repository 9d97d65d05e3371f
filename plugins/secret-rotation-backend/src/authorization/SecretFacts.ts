/**
 * What decisions about a secret are made of. It comes from the stored row, never from a request.
 * @internal
 */
export interface SecretFacts {
  entityRef: string;
  namespace: string;
  /** Entity ref of the owner as the catalog has it; decides about runs, never about enrolment. */
  owner?: string;
  store: string;
  rotator: string;
  policy: string;
}
