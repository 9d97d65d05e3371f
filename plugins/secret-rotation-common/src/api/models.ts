import type { components as ApiComponents } from './generated/types';

export type { ApiComponents };

/** A secret as lists show it. @public */
export type Secret = ApiComponents['schemas']['Secret'];
/** A page of secrets. @public */
export type SecretPage = ApiComponents['schemas']['SecretPage'];
/** A secret with its versions and consumers. @public */
export type SecretDetail = ApiComponents['schemas']['SecretDetail'];
/** How fast the consumers of a secret followed its rotations. @public */
export type Convergence = ApiComponents['schemas']['Convergence'];
/** The secrets of an entity. @public */
export type EntitySecrets = ApiComponents['schemas']['EntitySecrets'];
/** Something that a store holds and that no catalog entity claims. @public */
export type UnmanagedSecret = ApiComponents['schemas']['UnmanagedSecret'];
/** A page of what is not managed. @public */
export type UnmanagedPage = ApiComponents['schemas']['UnmanagedPage'];
/** How far Keyturn knows what a store holds. @public */
export type StoreInventory = ApiComponents['schemas']['StoreInventory'];
/** A version of a secret, without its value. @public */
export type Version = ApiComponents['schemas']['Version'];
/** A consumer of a secret, from the catalog. @public */
export type Consumer = ApiComponents['schemas']['Consumer'];
/** A run. @public */
export type Run = ApiComponents['schemas']['Run'];
/** A page of runs. @public */
export type RunPage = ApiComponents['schemas']['RunPage'];
/** A run with its attempts, consumers and gates. @public */
export type RunDetail = ApiComponents['schemas']['RunDetail'];
/** What a run knows of one consumer. @public */
export type RunConsumer = ApiComponents['schemas']['RunConsumer'];
/** What one instance of a consumer attested. @public */
export type Instance = ApiComponents['schemas']['Instance'];
/** One try at a step. @public */
export type Attempt = ApiComponents['schemas']['Attempt'];
/** One of the facts that must hold before revoke. @public */
export type Gate = ApiComponents['schemas']['Gate'];
/** A record of the audit trail. @public */
export type RunEvent = ApiComponents['schemas']['RunEvent'];
/** A page of audit records. @public */
export type RunEventPage = ApiComponents['schemas']['RunEventPage'];
/** What a start would do. @public */
export type Plan = ApiComponents['schemas']['Plan'];
/** Sessions at the target that no consumer explains. @public */
export type UnmappedUse = ApiComponents['schemas']['UnmappedUse'];
/** One check of a plan. @public */
export type PlanCheck = ApiComponents['schemas']['PlanCheck'];
/** What only a person can do. @public */
export type Task = ApiComponents['schemas']['Task'];
/** Which consumers use which version, by the word of a person. @public */
export type Confirmation = ApiComponents['schemas']['Confirmation'];
/** Whose turn it is. @public */
export type Turn = ApiComponents['schemas']['Turn'];
/** Who acts. @public */
export type Actor = ApiComponents['schemas']['Actor'];
/** What is wrong, and how to mend it. @public */
export type Problem = ApiComponents['schemas']['Problem'];
/** What the caller may do now. @public */
export type Action = ApiComponents['schemas']['Action'];
/** What the operator configured, by name. @public */
export type Configuration = ApiComponents['schemas']['Configuration'];
/** The body of every answer that is not a success. @public */
export type ErrorBody = ApiComponents['schemas']['ErrorBody'];
