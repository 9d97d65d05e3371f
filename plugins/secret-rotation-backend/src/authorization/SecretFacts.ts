/**
 * What decisions about a secret are made of. It comes from the stored row, never from a request.
 * @internal
 */
export interface SecretFacts {
  /** Entity ref of the secret, lower case. */
  entityRef: string;
  /** Its namespace in the catalog, lower case. */
  namespace: string;
  /** Entity ref of the owner as the catalog has it; decides about runs, never about enrolment. */
  owner?: string;
  /** Name of the store in app-config. */
  store: string;
  /** Name of the rotator in app-config. */
  rotator: string;
  /** Name of the policy in app-config. */
  policy: string;
  /** Entity ref, in small letters, of the only one who may complete the task that the run asks for; absent where none is named. */
  assignee?: string;
}
