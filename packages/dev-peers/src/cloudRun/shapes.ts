// What Cloud Run takes and shows, as far as the stand-in looks at it.

/** What revisions are made from, as far as the stand-in looks at it. @public */
export interface CloudRunTemplate {
  readonly revision?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly timeout?: string;
  readonly serviceAccount?: string;
  readonly containers?: ReadonlyArray<{
    readonly image?: string;
    readonly env?: ReadonlyArray<{
      readonly name: string;
      readonly value?: string;
      readonly valueSource?: {
        readonly secretKeyRef: {
          readonly secret: string;
          readonly version?: string;
        };
      };
    }>;
  }>;
  readonly volumes?: ReadonlyArray<Readonly<Record<string, unknown>>>;
}

/** A share of the requests. @public */
export interface CloudRunTraffic {
  readonly type:
    | 'TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST'
    | 'TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION';
  readonly revision?: string;
  readonly percent?: number;
  readonly tag?: string;
}

/** A program that runs in instances. @public */
export interface CloudRunCode {
  /** Runs when the first instance of a revision starts. @returns what it keeps while it lives */
  start(template: CloudRunTemplate): unknown;
}

/** How far something has come, as Cloud Run shows it. @internal */
export interface Condition {
  readonly type: 'Ready';
  readonly state: string;
  readonly reason?: string;
  readonly revisionReason?: string;
  readonly lastTransitionTime: string;
}

/** One revision, as it is kept. @internal */
export interface Revision {
  readonly template: CloudRunTemplate;
  readonly createTime: string;
  ready: Condition;
}

/** How a revision fails to start. @public */
export type CloudRunFailure =
  | { readonly revisionReason: string }
  | { readonly reason: string };
