import type { components } from './generated/types';

type Schemas = components['schemas'];

/** A secret as lists show it. @public */
export type Secret = Schemas['Secret'];
/** A page of secrets. @public */
export type SecretPage = Schemas['SecretPage'];
/** A secret with its versions and consumers. @public */
export type SecretDetail = Schemas['SecretDetail'];
/** The secrets of an entity. @public */
export type EntitySecrets = Schemas['EntitySecrets'];
/** A version of a secret, without its value. @public */
export type Version = Schemas['Version'];
/** A consumer of a secret, from the catalog. @public */
export type Consumer = Schemas['Consumer'];
/** A run. @public */
export type Run = Schemas['Run'];
/** A page of runs. @public */
export type RunPage = Schemas['RunPage'];
/** A run with its attempts, consumers and gates. @public */
export type RunDetail = Schemas['RunDetail'];
/** What a run knows of one consumer. @public */
export type RunConsumer = Schemas['RunConsumer'];
/** What one instance of a consumer attested. @public */
export type Instance = Schemas['Instance'];
/** One try at a step. @public */
export type Attempt = Schemas['Attempt'];
/** One of the facts that must hold before revoke. @public */
export type Gate = Schemas['Gate'];
/** A record of the audit trail. @public */
export type RunEvent = Schemas['RunEvent'];
/** A page of audit records. @public */
export type RunEventPage = Schemas['RunEventPage'];
/** What a start would do. @public */
export type Plan = Schemas['Plan'];
/** One check of a plan. @public */
export type PlanCheck = Schemas['PlanCheck'];
/** Whose turn it is. @public */
export type Turn = Schemas['Turn'];
/** Who acts. @public */
export type Actor = Schemas['Actor'];
/** What is wrong, and how to mend it. @public */
export type Problem = Schemas['Problem'];
/** What the caller may do now. @public */
export type Action = Schemas['Action'];
/** What the operator configured, by name. @public */
export type Configuration = Schemas['Configuration'];
/** The body of every answer that is not a success. @public */
export type ErrorBody = Schemas['ErrorBody'];
