import {
  versionLabel,
  type Finding,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import {
  findingOf,
  hasAttested,
  healthOf,
  type ConsumerState,
} from './consumer';

/** What a finding means, in plain words that follow the name of a consumer. */
export interface Advice {
  /** What was seen: `does not answer`. */
  readonly seen: string;
  /** What to do about it. A sentence without its full stop. */
  readonly todo: string;
}

const ADVICE: Readonly<Record<Finding, Advice>> = {
  'not-reloaded': {
    seen: 'was told, and does not use the version',
    todo: 'Restart it, and look at why it does not load the secret when it is told',
  },
  'wrong-path': {
    seen: 'does not read the secret from its path in the store',
    todo: 'Correct the path in its configuration, then restart it',
  },
  'permission-denied': {
    seen: 'may not read the secret, or does not let Keyturn ask',
    todo: 'Grant it to read the secret’s path, and see that its entry has the right credential',
  },
  'stale-cache': {
    seen: 'holds another value than that of the version that it names',
    todo: 'Empty its cache or restart it, and let a reload pass by the cache',
  },
  'bad-format': {
    seen: 'cannot read the value, or answers in a form that cannot be read',
    todo: 'Correct how it reads the fields of the secret, or how it answers',
  },
  'crash-loop': {
    seen: 'starts and fails again and again',
    todo: 'Look into its log for why it fails with the version',
  },
  'old-credential-in-use': {
    seen: 'says that it uses the version, and the target sees it on the other one',
    todo: 'Restart it, so that its old connections end, and do not trust what it says until then',
  },
  unreachable: {
    seen: 'does not answer',
    todo: 'See that it runs, and that Keyturn reaches it',
  },
  'no-attestation': {
    seen: 'does not say which version it uses',
    todo: 'Let it answer as docs/attestation.md says, and see that its entry has the right address',
  },
};

const NO_FINDING: Advice = {
  seen: 'is not healthy, and does not say why',
  todo: 'Look into its log',
};

// A question is read at a glance; the page of the run lists every instance.
const MOST_NAMES = 3;

/** What was seen and what to do, in general. Pure. */
export function adviceFor(finding: Finding | undefined): Advice {
  return finding === undefined ? NO_FINDING : ADVICE[finding];
}

/**
 * One line for the person who is asked about a consumer: the finding by its name, what was seen at which instances,
 * what Keyturn tried, and what to do. Pure.
 */
export function diagnosisOf(consumer: ConsumerState): string {
  const finding = findingOf(consumer);
  const { seen, todo } = adviceFor(finding);
  const name = consumer.title ?? consumer.entityRef;
  const named = finding === undefined ? name : `${name} (${finding})`;
  return `${named} ${seen}${details(consumer, finding)}. ${todo}.`;
}

/** The diagnoses of several consumers. */
export function diagnosesOf(consumers: readonly ConsumerState[]): string {
  return consumers.map(diagnosisOf).join(' ');
}

function details(consumer: ConsumerState, finding: Finding | undefined) {
  const { wanted, oldSessions = 0, repairs } = consumer;
  const parts = [
    `must use ${versionLabel(wanted)}`,
    whichInstances(consumer, finding),
    ...(finding === 'old-credential-in-use'
      ? [`${oldSessions} ${oldSessions === 1 ? 'session' : 'sessions'}`]
      : []),
    ...(repairs > 0
      ? [`told again ${repairs === 1 ? 'once' : `${repairs} times`}`]
      : []),
  ].filter(part => part !== '');
  return ` (${parts.join('; ')})`;
}

/** Which of several instances it is about; nothing where it is about all of them. */
function whichInstances(
  consumer: ConsumerState,
  finding: Finding | undefined,
): string {
  const { instances } = consumer;
  const concerned = instances.filter(
    instance =>
      instance.finding !== undefined ||
      !hasAttested({ ...consumer, instances: [instance] }) ||
      (finding === undefined &&
        healthOf({ instances: [instance] }) !== 'healthy'),
  );
  if (concerned.length === 0 || concerned.length === instances.length)
    return '';
  const names = concerned.slice(0, MOST_NAMES).map(({ id }) => id);
  const more = concerned.length > MOST_NAMES ? ', …' : '';
  return `${concerned.length} of ${instances.length} instances: ${names.join(
    ', ',
  )}${more}`;
}
