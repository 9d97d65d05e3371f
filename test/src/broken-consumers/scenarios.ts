import type { Finding } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { ServiceFault, ServiceName } from '@keyturn/dev-peers';

/** A way in which a consumer is broken. */
export interface Scenario {
  readonly name: string;
  readonly service: ServiceName;
  /** How many copies run. */
  readonly replicas: number;
  /** What the service itself does wrong: its last copy alone, where there are several. */
  readonly fault?: ServiceFault;
  /** It reads a copy of the secret elsewhere in the store. */
  readonly readsElsewhere?: boolean;
  /** The store refuses to give it the secret from now on. */
  readonly losesPermission?: boolean;
  /** By what name it is diagnosed. */
  readonly finding: Finding;
  /** What its owner reads. */
  readonly told: readonly RegExp[];
}

const alone = { service: 'checkout', replicas: 1 } as const;

/** Eight ways, each as it is met in the field. */
export const SCENARIOS: readonly Scenario[] = [
  {
    ...alone,
    name: 'deaf',
    fault: 'deaf',
    finding: 'not-reloaded',
    told: [/was told, and does not use the version/, /Restart it/],
  },
  {
    ...alone,
    name: 'wrong path',
    readsElsewhere: true,
    finding: 'wrong-path',
    told: [/does not read the secret from its path/, /Correct the path/],
  },
  {
    ...alone,
    name: 'missing permission',
    losesPermission: true,
    finding: 'permission-denied',
    told: [/may not read the secret/, /Grant it to read/],
  },
  {
    ...alone,
    name: 'caches forever',
    fault: 'keeps-cache',
    finding: 'stale-cache',
    told: [/holds another value than that of the version/, /Empty its cache/],
  },
  {
    ...alone,
    name: 'wrong format',
    fault: 'cannot-read',
    finding: 'bad-format',
    told: [/cannot read the value/, /Correct how it reads the fields/],
  },
  {
    ...alone,
    name: 'crash loop',
    service: 'invoice-worker',
    fault: 'crashes',
    finding: 'crash-loop',
    told: [/starts and fails again and again/, /Look into its log/],
  },
  {
    ...alone,
    name: 'one stale replica of three behind a load balancer',
    replicas: 3,
    fault: 'deaf',
    finding: 'not-reloaded',
    told: [/1 of 3 instances: checkout-3/, /Restart it/],
  },
  {
    ...alone,
    name: 'claims falsely',
    fault: 'claims-falsely',
    finding: 'old-credential-in-use',
    told: [/the target sees it on the other one/, /do not trust what it says/],
  },
];
