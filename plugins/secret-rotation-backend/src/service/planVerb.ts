import { ConflictError } from '@backstage/errors';
import { UnavailableError } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { RotationService } from '../api/RotationService';
import { meansOf } from '../engine/means';
import {
  examine,
  examineUnmappedUse,
  type ExamineContext,
} from '../engine/steps/examine';
import type { LedgerLookup } from './LedgerLookup';
import { policyFor } from '../workflow/emergency';
import { layOutPlan } from './plan';
import type { ServiceOptions } from './ServiceOptions';

/** The verb that says what a start would do now. */
export function planVerb(
  options: ServiceOptions,
  lookup: LedgerLookup,
): Pick<RotationService, 'plan'> {
  return {
    async plan(name, { kind = 'rotate', cause = 'routine' } = {}) {
      const { configuration, clock, gate, consumerSource, engine } = options;
      const secret = await lookup.secret(name);
      const { store, rotator, ...enrolled } = lookup.enrolled(secret);
      const policy = policyFor(enrolled.policy, cause);
      const means = meansOf(store.adapter, rotator.adapter);
      try {
        const rotatorOptions = rotator.adapter.parseOptions(secret.options);
        const context: ExamineContext = {
          secret,
          path: secret.path,
          kind,
          store: store.adapter,
          rotator: rotator.adapter,
          means,
          policy,
          options: rotatorOptions,
          consumerSource,
          rules: options.rules,
          read: (call, act) => gate.call('plan', call, act),
          reach: wish => engine.reach(wish),
        };
        const examination = await examine(context);
        const unmappedUse = await examineUnmappedUse(context, examination);
        const now = await clock.sync();
        const { fallbackOwner } = configuration;
        return layOutPlan(examination, {
          secret,
          policy,
          kind,
          cause,
          now,
          fallbackOwner,
          by: means.by,
          overlap: rotator.adapter.overlap,
          unmappedUse,
          graceMs: rotator.adapter.graceAfterUse?.(rotatorOptions),
        });
      } catch (error) {
        if (!(error instanceof UnavailableError)) throw error;
        throw new ConflictError(
          `${error.message}. No plan can be made now, nothing was changed`,
        );
      }
    },
  };
}
