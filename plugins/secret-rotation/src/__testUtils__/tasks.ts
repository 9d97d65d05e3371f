import type { RunDetail } from '@keyturn/backstage-plugin-secret-rotation-common';
import { blockedRunAt } from './runs';
import type { At } from './world';

const COMMAND = `bash -c 'IFS= read -rsp "New value: " v; while IFS= read -rst 1 _; do v=; done; echo; [ "$v" ] || { echo "Nothing is written"; exit 1; }; printf %s "$v" | vault kv patch -mount=secret -cas=41 payments/acme value=-'`;

/** Asks ana to make a new key at a partner and to write it. @internal */
export function taskRunAt(at: At): RunDetail {
  const blocked = blockedRunAt(at);
  return {
    ...blocked,
    step: 'activate',
    overlapEndsAt: undefined,
    gates: [],
    consumers: [],
    turn: {
      who: 'person',
      owner: 'user:default/ana',
      about: 'task',
      question:
        'Make a new key in the partner’s portal and write it to the store',
      task: {
        instructions:
          'Log in, open Settings, Keys, and press New key. Do not delete the old one yet.\nRun the command, and paste the key when it asks for it.',
        link: 'https://partner.example/settings/acme',
        command: COMMAND,
        assignee: 'user:default/ana',
        writes: '42',
      },
      choices: [
        {
          decision: 'complete',
          consequence:
            'Keyturn goes on: it proves what can be proven, and notes that you said so.',
        },
        {
          decision: 'recheck',
          consequence: 'Keyturn looks again now. Nothing else changes.',
        },
        {
          decision: 'cancel',
          consequence:
            'The run ends. What it staged is removed; nothing that is used has changed.',
        },
      ],
    },
    actions: ['complete', 'recheck', 'cancel'],
    attempts: blocked.attempts.slice(0, 3).concat({
      step: 'activate',
      direction: 'forward',
      state: 'blocked',
      startedAt: at(-34 * 60),
      evidence: [],
    }),
  };
}

/** The same task, after a version came that nobody has called theirs. @internal */
export function foundRunAt(at: At): RunDetail {
  const run = taskRunAt(at);
  return {
    ...run,
    turn: {
      ...run.turn,
      question:
        'Version 42 has become current in the store meanwhile. Whoever is asked says whether it is theirs. Make a new key in the partner’s portal and write it to the store',
      task: {
        instructions: 'Log in, open Settings, Keys, and press New key.',
        ...run.turn.task,
        writes: '43',
        found: { version: '42', madeAt: at(-120) },
      },
    },
  };
}

/** Asks the owner of two consumers to change them by hand and to say so. @internal */
export function confirmationRunAt(at: At): RunDetail {
  const run = taskRunAt(at);
  return {
    ...run,
    step: 'verify',
    turn: {
      ...run.turn,
      owner: 'group:default/team-print',
      question:
        'Make label-printer, badge-printer use v42, and say so when that is done and works',
      task: {
        instructions:
          'Log in at the printer, open Network, Directory, and paste the new password.',
        assignee: 'group:default/team-print',
        confirms: {
          version: 42,
          consumers: [
            'component:default/label-printer',
            'component:default/badge-printer',
          ],
        },
      },
    },
  };
}
