import {
  runLabel,
  type RunCause,
  type RunState,
  type StepName,
  type TurnSubject,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { NoticeSeverity } from '@keyturn/backstage-plugin-secret-rotation-node';

/**
 * The words of a notice. They leave the portal, perhaps by mail, so they are made of these sentences, the secret's name,
 * the run's number and words of the workflow alone. What a run asks in its own words stands on its page.
 */
export interface Words {
  readonly title: string;
  readonly description: string;
  readonly severity: NoticeSeverity;
}

interface SecretName {
  readonly namespace: string;
  readonly name: string;
}

function nameOf({ namespace, name }: SecretName): string {
  return namespace === 'default' ? name : `${namespace}/${name}`;
}

/** A person is asked. */
export function wordsOfQuestion(
  secret: SecretName,
  run: {
    readonly id: number;
    readonly step: StepName;
    readonly cause: RunCause;
    readonly about?: TurnSubject;
  },
): Words {
  const name = nameOf(secret);
  const label = `Run ${runLabel(run.id)}`;
  const severity = run.cause === 'compromised' ? 'critical' : 'high';
  switch (run.about) {
    case 'task':
      return {
        title: `${name}: a task waits for you`,
        description: `${label} goes on when you have done it; its page says what is to be done.`,
        severity: run.cause === 'compromised' ? 'critical' : 'normal',
      };
    case 'drift':
      return {
        title: `${name}: somebody else changed the secret`,
        description: `${label} has written nothing over it and asks what is to stay.`,
        severity,
      };
    case 'vanished-consumers':
      return {
        title: `${name}: a consumer left the catalog`,
        description: `${label} does not go on until it is back or released.`,
        severity,
      };
    case 'no-consumers':
      return {
        title: `${name}: the catalog knows nobody who uses it`,
        description: `${label} does not go on until it has consumers, or somebody says that nobody uses it.`,
        severity,
      };
    default:
      return {
        title: `${name}: the rotation needs a decision`,
        description: `${label} stands still at ${run.step}; its page says why and what can be done.`,
        severity,
      };
  }
}

/** A run is due and no worker takes it. */
export function wordsOfStall(secret: SecretName, runId: number): Words {
  return {
    title: `${nameOf(secret)}: no worker takes the run`,
    description: `Run ${runLabel(
      runId,
    )} has been due for more than an hour; its page says which workers there are.`,
    severity: 'high',
  };
}

/** A run is over. */
export function wordsOfEnd(
  secret: SecretName,
  run: {
    readonly id: number;
    readonly state: RunState;
    readonly cause: RunCause;
  },
): Words {
  const name = nameOf(secret);
  const label = `Run ${runLabel(run.id)}`;
  if (run.cause === 'compromised') {
    return run.state === 'succeeded'
      ? {
          title: `${name}: the compromised value is replaced`,
          description: `${label} succeeded; its page has the evidence.`,
          severity: 'high',
        }
      : {
          title: `${name}: the compromised value is still in use`,
          description: `${label} ended as ${run.state}; its page says why.`,
          severity: 'critical',
        };
  }
  return run.state === 'refused'
    ? {
        title: `${name}: the rotation could not begin`,
        description: `${label} was refused and wrote nothing; its page says what is missing.`,
        severity: 'normal',
      }
    : {
        title: `${name}: the rotation was rolled back`,
        description: `${label} went back to the old version; its page says why.`,
        severity: 'high',
      };
}

/** A secret is due in a while. */
export function wordsOfDueSoon(secret: SecretName, dueAt: number): Words {
  const day = new Date(dueAt).toISOString().slice(0, 10);
  return {
    title: `${nameOf(secret)}: a rotation is due soon`,
    description: `It is due on ${day} (UTC); its page says what happens then.`,
    severity: 'low',
  };
}

/** A secret is older than its policy allows, and nothing rotates it. */
export function wordsOfOverdue(secret: SecretName): Words {
  return {
    title: `${nameOf(secret)}: the secret is overdue`,
    description:
      'Nothing rotates it by itself as it is now; its page says what it needs.',
    severity: 'normal',
  };
}
