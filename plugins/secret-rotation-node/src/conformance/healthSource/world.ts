import type {
  ConsumerEntity,
  HealthSource,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** How what is behind the source meets requests. @public */
export type HealthSourceManner =
  | 'answers'
  /** Nothing listens there. */
  | 'unreachable'
  /** It takes the request and never answers. */
  | 'hangs'
  /** It refuses the credential of the operator's entry. */
  | 'denies'
  /** Its answer has the wrong shape. */
  | 'babbles'
  /** Its answer does not end. */
  | 'floods';

/** Consumers of which what is behind the source knows something. @public */
export interface HealthWorld {
  /** The source that is held to the contract. */
  readonly source: HealthSource;
  /** Two consumers as the source is asked about them. Nothing is known of them at first. */
  readonly consumers: readonly [ConsumerEntity, ConsumerEntity];
  /** Texts that must be shown nowhere: the credential of the entry. */
  readonly credentials: readonly string[];
  /** Sets how well a consumer is. */
  setHealth(
    consumer: ConsumerEntity,
    health: 'healthy' | 'ill',
  ): void | Promise<void>;
  /** Sets how requests are met. */
  setManner(manner: HealthSourceManner): void | Promise<void>;
  /** How many requests it got. */
  requests(): number | Promise<number>;
  /** How many requests it got that could change something. */
  writes(): number | Promise<number>;
  /** Ends everything that the world started. */
  close(): Promise<void>;
}
