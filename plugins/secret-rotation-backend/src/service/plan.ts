import {
  versionLabel,
  type Plan,
  type RunCause,
  type RunKind,
  type StepName,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { CredentialWatcher } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Policy } from '../configuration';
import type { Means } from '../engine/means';
import type { Examination } from '../engine/steps/examine';
import type { SecretRow } from '../ledger/rows';
import { describeSpan } from '../workflow/due';
import type { OldUse } from '../workflow/oldUse';
import { PATHS } from '../workflow/position';
import { assignWaves } from '../workflow/waves';

/** What one write and its proof take, roughly. An estimate for people, no deadline. */
const STEP_MS = 2_000;

const MANAGER_DECIDES =
  'When the old version is refused: the secrets manager does that, with this rotation or a later one';

/** Lays out what a start would do, from what preflight's examination found. Pure. */
export function layOutPlan(
  examination: Examination,
  facts: {
    secret: SecretRow;
    policy: Policy;
    kind: RunKind;
    cause: RunCause;
    now: number;
    fallbackOwner: string;
    /** Who makes the value. */
    by: Means['by'];
    /** Whether the target accepts old and new at once. */
    overlap: CredentialWatcher['overlap'];
    /** Sessions that no consumer explains; `undefined` when the target does not tell. */
    unmappedUse?: readonly OldUse[];
    /** How long the old version must go on being accepted after the last consumer has left it. */
    graceMs?: number;
  },
): Plan {
  const { policy, now, secret } = facts;
  const owner = secret.owner ?? facts.fallbackOwner;
  const { consumers, accounts, kind } = examination;
  const waveOf = assignWaves(
    consumers.map(consumer => consumer.row),
    policy.waves,
  );
  const waveCount = Math.max(0, ...waveOf.values());
  const toldFrom = 4 * STEP_MS;
  const perWave = STEP_MS + policy.soakMs;
  const monitored = toldFrom + waveCount * perWave;
  const isOwn = facts.by === 'keyturn';
  const keepsOld = isOwn && facts.overlap === 'dual';
  const { graceMs = 0 } = facts;
  const afterUse = graceMs > 0 ? monitored - 2 * STEP_MS + graceMs : 0;
  const overlapMs =
    kind === 'rotate' && keepsOld ? Math.max(policy.overlapMs, afterUse) : 0;
  const revokeAt = Math.max(monitored + STEP_MS, 2 * STEP_MS + overlapMs);
  const total = revokeAt + 2 * STEP_MS;
  const starts: Record<StepName, number> = {
    preflight: 0,
    generate: STEP_MS / 2,
    stage: STEP_MS / 2,
    activate: STEP_MS,
    promote: 2 * STEP_MS,
    reload: toldFrom,
    monitor: toldFrom + STEP_MS,
    verify: monitored,
    revoke: revokeAt,
    destroy: revokeAt + STEP_MS,
    record: total,
    schedule: total,
  };
  const unprovable = consumers.filter(consumer => !consumer.provable);
  return {
    computedAt: new Date(now).toISOString(),
    kind,
    ready:
      examination.checks.every(check => check.ok) && unprovable.length === 0,
    checks: [
      ...examination.checks,
      {
        code: 'consumers',
        ok: true,
        message: `${consumers.length} consumers depend on this secret`,
      },
      ...unprovable.map(({ row }) => ({
        code: 'attestation',
        ok: false,
        message: `${row.title ?? row.name} has no means of attestation`,
        fix: 'Annotate it with keyturn.dev/consumer and the name of a consumer entry',
      })),
    ],
    unmappedUse: facts.unmappedUse?.map(({ label, sessions }) => ({
      label,
      sessions,
    })),
    oldAccount: accounts?.old,
    newAccount: accounts?.new,
    steps: PATHS.forward.map(step => ({
      step,
      atSeconds: seconds(starts[step]),
    })),
    waves: Array.from({ length: waveCount }, (_, index) => ({
      wave: index + 1,
      startsAfterSeconds: seconds(toldFrom + index * perWave),
      endsAfterSeconds: seconds(toldFrom + (index + 1) * perWave),
      consumers: consumers
        .filter(({ row }) => waveOf.get(row.entityRef) === index + 1)
        .map(({ row, reachable, provable, observation }) => ({
          entityRef: row.entityRef,
          title: row.title ?? row.name,
          owner: row.owner,
          provable,
          instances: observation?.instances.length,
          effect: reachable?.adapter.effect,
        })),
    })),
    overlapSeconds: seconds(overlapMs),
    estimatedSeconds: seconds(total),
    asked: [
      consumers.length > 0
        ? `${owner}, only if a consumer stays ill or unproven`
        : `${owner}, whether nobody uses this secret. Nothing is written before somebody says so`,
    ],
    unproven: [
      ...whatStaysUnproven(examination),
      ...(isOwn ? [] : [MANAGER_DECIDES]),
    ],
    willNotHappen: [
      ...(keepsOld
        ? ['The old version is not refused while one consumer is unproven']
        : []),
      'No value is shown, sent or logged anywhere',
      ...(facts.cause === 'compromised'
        ? [
            'The run does not go back to the old version by itself: somebody else may have it',
          ]
        : []),
      ...(kind === 'rotate' && keepsOld
        ? [
            `There is no gap: old and new are both accepted for ${describeSpan(
              overlapMs,
            )}`,
          ]
        : []),
      ...(secret.currentVersion === undefined || !keepsOld
        ? []
        : [
            `${versionLabel(
              secret.currentVersion,
            )} is not overwritten before it is proven unused`,
          ]),
    ],
  };
}

function whatStaysUnproven(examination: Examination): string[] {
  const lines = examination.consumers.flatMap(
    ({ row, provable, observation }) => {
      const name = row.title ?? row.name;
      if (!provable) return [`${name} cannot attest anything`];
      if (!observation || observation.instances.length === 0) {
        return [`${name} does not answer now`];
      }
      const silent = observation.instances.filter(
        instance => instance.strength === 'none',
      ).length;
      const claimed = observation.instances.filter(
        i => i.strength === 'claimed',
      ).length;
      return [
        ...(silent > 0
          ? [`${name}: ${silent} instances attest nothing now`]
          : []),
        ...(claimed > 0
          ? [
              `${name}: ${claimed} instances only claim their version, without a digest of the value`,
            ]
          : []),
      ];
    },
  );
  return [
    ...lines,
    ...(examination.consumers.length > 0
      ? []
      : [
          'That the new version is in use: no catalog entity depends on this secret',
        ]),
    'Clients that the catalog does not know: they are seen only as open sessions',
  ];
}

function seconds(ms: number): number {
  return Math.round(ms / 1000);
}
