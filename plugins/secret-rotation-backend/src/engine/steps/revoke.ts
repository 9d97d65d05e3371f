import { versionLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { VersionRow } from '../../ledger/rows';
import { backoffMs } from '../../workflow/due';
import { moveVersion } from '../../workflow/version';
import { stayingAndGoing, valueOf } from '../sides';
import { ask, done, waitUntil, type Step } from '../StepContext';
import { waitOrAsk } from './waitOrAsk';

/** How often the refused value is tried at most, so that no lock-out rule of the target is touched. */
const MAX_PROOFS = 5;

/**
 * Makes the target refuse the version that goes, and proves it by a fresh login at every endpoint. Forward this is
 * the point of no return. Before acting, the version that stays is proven once more: `unknown` never leads here.
 */
export const revoke: Step = async context => {
  const { rotator, options, rules } = context;
  const { stays, goes } = stayingAndGoing(context);
  if (!goes?.account) return done(['There was no other version to refuse']);
  const { account } = goes;
  const label = versionLabel(goes.number);
  const keep = await valueOf(context, stays);
  const stillAccepted = keep
    ? await context.read('rotator.probe', effect =>
        rotator.probe({ options, value: keep }, effect),
      )
    : [];
  const answer = rules.answerOf(stillAccepted.map(probe => probe.answer));
  if (!keep || answer !== 'accepted') {
    return waitOrAsk(
      context,
      `${versionLabel(
        stays.number,
      )} must be accepted at every endpoint before ${label} is refused`,
      'Nothing is refused until then. Mend the target, then recheck.',
    );
  }
  const goingValue = await valueOf(context, goes);
  const { endedSessions } = await context.write('rotator.revoke', effect =>
    rotator.revoke({ options, account, keep }, effect),
  );
  const now = context.now();
  const evidence: string[] = [];
  if (goingValue) {
    const probes = await context.read('rotator.probe', effect =>
      rotator.probe({ options, value: goingValue }, effect),
    );
    const isRefused = rules.isRefused(probes.map(probe => probe.answer));
    if (!isRefused && context.run.tries >= MAX_PROOFS) {
      const open = probes.filter(probe => probe.answer !== 'rejected');
      return ask(
        context,
        `It is not proven that the target refuses ${label} at ${open
          .map(p => p.endpoint)
          .join(', ')}. ` + 'Look at the target, then recheck.',
      );
    }
    if (!isRefused) {
      return waitUntil(
        now + backoffMs(context.run.tries),
        `Proof that ${label} is refused is missing`,
      );
    }
    evidence.push(
      `${label} is refused at ${probes.map(p => p.endpoint).join(', ')}`,
    );
  } else {
    evidence.push(`${label} never reached the store; its account is refused`);
  }
  evidence.push(`${endedSessions} sessions left on it were ended`);
  const versions: VersionRow[] = goes.row
    ? [
        {
          ...goes.row,
          state: moveVersion(goes.row.state, 'revoked'),
          revokedAt: now,
        },
      ]
    : [];
  return done(evidence, { versions });
};
