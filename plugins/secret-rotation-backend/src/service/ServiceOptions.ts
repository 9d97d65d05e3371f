import type { RotationConfiguration } from '../configuration';
import type { EffectGate } from '../engine/EffectGate';
import type { Engine } from '../engine/Engine';
import type { ConsumerSource } from '../engine/StepContext';
import type { Clock } from '../ledger/DatabaseClock';
import type { Ledger } from '../ledger/Ledger';
import type { Rules } from '../workflow/rules';

/** What the API's verbs are made of. */
export interface ServiceOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly configuration: RotationConfiguration;
  readonly engine: Engine;
  readonly gate: EffectGate;
  readonly rules: Rules;
  readonly consumerSource: ConsumerSource;
  /** Makes the local worker look at once. */
  readonly wake: () => void;
  readonly onChange: (change: { secretId: number; runId?: number }) => void;
}
