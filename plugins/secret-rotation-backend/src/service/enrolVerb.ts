import { ConflictError } from '@backstage/errors';
import type { RotationService } from '../api/RotationService';
import { checkBinding } from '../catalog/checkBinding';
import { enrolmentPatch, FORMER_RUN, keysOf } from '../catalog/syncCatalog';
import { secretRows } from '../ledger/columns';
import { appendAudit } from '../ledger/operations/appendAudit';
import { claimKeys } from '../ledger/operations/claimKeys';
import { findSecretById } from '../ledger/operations/findSecret';
import { leaveFormerPath } from '../ledger/operations/leaveFormerPath';
import { moveHistory } from '../ledger/operations/moveHistory';
import type { LedgerLookup } from './LedgerLookup';
import type { ServiceOptions } from './ServiceOptions';

/** The verb by which a permitted person lets Keyturn act on a binding. */
export function enrolVerb(
  options: ServiceOptions,
  lookup: LedgerLookup,
  { getSecret }: Pick<RotationService, 'getSecret'>,
): Pick<RotationService, 'enrol'> {
  return {
    async enrol(name, caller, { reason, bindingDigest }) {
      const { ledger, configuration, clock } = options;
      const secret = await lookup.secret(name);
      const movable = secret.problem?.code === 'claimed-by-parked';
      // A catalog file may change between looking and clicking: only what was looked at is allowed.
      if (bindingDigest !== secret.bindingHash) {
        throw new ConflictError(
          `The store path, rotator or account of ${secret.entityRef} changed meanwhile. Look at it again`,
        );
      }
      if (secret.binding === 'enrolled') return getSecret(name);
      if (secret.binding !== 'unenrolled' && !movable) {
        throw new ConflictError(
          `${secret.entityRef} is ${secret.binding}: ${secret.problem?.message}. ${secret.problem?.fix}`,
        );
      }
      const binding = checkBinding(
        {
          apiVersion: 'backstage.io/v1beta1',
          kind: 'Resource',
          metadata: { name: secret.name, namespace: secret.namespace },
          spec: {
            rotation: {
              store: secret.store,
              path: secret.path,
              rotator: secret.rotator,
              policy: secret.policy,
              options: secret.options as never,
            },
          },
        },
        configuration,
      );
      if (binding.problem) {
        throw new ConflictError(
          `${binding.problem.message}. ${binding.problem.fix}`,
        );
      }
      const now = await clock.sync();
      await ledger.knex.transaction(async trx => {
        const moved = movable
          ? await moveHistory(trx, secret.id, keysOf(binding))
          : [];
        const rivals = await claimKeys(trx, secret.id, keysOf(binding));
        const [rival] = rivals;
        if (rival)
          throw new ConflictError(
            `${rival.entityRef} owns the same ${rival.kind}`,
          );
        if (!(await leaveFormerPath(trx, secret.id, binding.spec)))
          throw new ConflictError(`${FORMER_RUN.message}. ${FORMER_RUN.fix}`);
        const present = (await findSecretById(trx, secret.id)) ?? secret;
        await trx('secrets')
          .where({ id: secret.id })
          .update(
            secretRows.toDb({
              binding: 'enrolled',
              problem: undefined,
              ...enrolmentPatch(configuration, present, binding.hash, now),
            }),
          );
        await appendAudit(trx, [
          {
            at: now,
            action: 'secret.enrolled',
            actor: caller.actor,
            secretRef: secret.entityRef,
            detail: { reason, movedFrom: moved },
          },
        ]);
      });
      options.onChange({ secretId: secret.id });
      return getSecret(name);
    },
  };
}
