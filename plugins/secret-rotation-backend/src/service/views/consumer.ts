import type {
  Consumer,
  RunConsumer,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { RotationConfiguration } from '../../configuration';
import type { ConsumerRow } from '../../ledger/rows';
import {
  attestedVersion,
  evidenceOf,
  findingOf,
  healthOf,
  type ConsumerState,
} from '../../workflow/consumer';
import { instant } from './instant';

/** A consumer as the catalog has it. */
export function consumerView(
  row: ConsumerRow,
  configuration: RotationConfiguration,
): Consumer {
  const entry =
    row.entry === undefined
      ? undefined
      : configuration.consumers.get(row.entry);
  return {
    entityRef: row.entityRef,
    title: row.title ?? row.name,
    owner: row.owner,
    lifecycle: row.lifecycle,
    provable: entry?.adapter.attests ?? false,
    problem: entry ? undefined : consumerProblem(row, configuration),
  };
}

function consumerProblem(
  row: ConsumerRow,
  configuration: RotationConfiguration,
) {
  if (row.entry === undefined) {
    return {
      code: 'no-consumer-entry',
      message:
        'It has no means of attestation, so it would hold up every rotation',
      fix: 'Annotate it with keyturn.dev/consumer and the name of a consumer entry',
    };
  }
  return {
    code: 'unknown-consumer-entry',
    message: `Its annotation keyturn.dev/consumer names "${
      row.entry
    }". This portal knows ${
      [...configuration.consumers.keys()].sort().join(', ') || 'none'
    }`,
    fix: 'Correct the name, or ask the platform team to configure the entry',
  };
}

/** What a run knows of a consumer. */
export function runConsumerView(state: ConsumerState): RunConsumer {
  return {
    entityRef: state.entityRef,
    title: state.title,
    owner: state.owner,
    wave: state.wave,
    wanted: state.wanted,
    attested: attestedVersion(state),
    strength: evidenceOf(state),
    evidence: state.source,
    observedAt: instant(state.observedAt),
    toldAt: instant(state.toldAt),
    health: healthOf(state),
    finding: findingOf(state),
    vanished: state.vanished,
    released: state.released,
    repairs: state.repairs,
    instances: state.instances.map(each => ({
      id: each.id,
      version: each.version,
      since: instant(each.since),
      startedAt: instant(each.startedAt),
      observedAt: instant(each.observedAt),
      strength: each.strength,
      health: each.health,
      finding: each.finding,
    })),
  };
}
