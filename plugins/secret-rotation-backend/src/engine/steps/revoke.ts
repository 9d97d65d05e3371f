import type {
  AccountName,
  SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { versionLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { VersionRow } from '../../ledger/rows';
import { backoffMs } from '../../workflow/due';
import { unreleased, type ConsumerState } from '../../workflow/consumer';
import { moveVersion } from '../../workflow/version';
import { ownMeans } from '../means';
import {
  everyoneGoing,
  hasOneAccount,
  isCompromised,
  stayingAndGoing,
  valueOf,
  type Side,
} from '../sides';
import {
  ask,
  done,
  waitUntil,
  type Step,
  type StepContext,
  type StepResult,
} from '../StepContext';
import { acceptance } from './acceptance';
import { observeAll, tellAll } from './consumers';
import { isCurrent } from './drift';
import { waitOrAsk } from './waitOrAsk';

/** How often the refused value is tried at most, so that no lock-out rule of the target is touched. */
const MAX_PROOFS = 5;

/**
 * Makes the target refuse every version that goes, and proves it by a fresh login at every endpoint. Forward this is
 * the point of no return. Before acting, the version that stays is proven once more, and that it is what consumers
 * read: `unknown` never leads here.
 */
export const revoke: Step = async context => {
  const { stays } = stayingAndGoing(context);
  const going = everyoneGoing(context);
  if (going.every(side => side.account === undefined))
    return done(['There was no other version to refuse']);
  const labels = going.map(side => versionLabel(side.number)).join(', ');
  const keep = await valueOf(context, stays);
  const { answer } = await acceptance(context, keep);
  if (!keep || (answer !== 'accepted' && answer !== 'untold')) {
    return waitOrAsk(
      context,
      `${versionLabel(
        stays.number,
      )} must be accepted at every endpoint before ${labels} is refused`,
      'Nothing is refused until then. Mend the target, then recheck.',
    );
  }
  if (!(await isCurrent(context, keep))) {
    return ask(
      context,
      `Consumers do not read ${versionLabel(
        stays.number,
      )}: somebody else changed the secret in the store. Nothing more is refused until it is current again. ` +
        'Put it back, then recheck.',
      { about: 'drift' },
    );
  }

  // Verify has just looked. Whoever waited since does not know any more what verify knew.
  const back = context.run.tries > 0 ? await whoFellBack(context, going) : [];
  if (back.length > 0) {
    await tellAll(context, back, stays);
    return waitOrAsk(
      context,
      `${back
        .map(consumer => consumer.title ?? consumer.entityRef)
        .join(', ')} went back to ${labels} while the target was waited for`,
      `Nothing more is refused until ${versionLabel(
        stays.number,
      )} is used. Mend it, then recheck.`,
    );
  }

  const evidence: string[] = [];
  const versions: VersionRow[] = [];
  for (const side of going) {
    const refused = await refuse(context, { side, stays, keep });
    if ('open' in refused) return refused.open;
    evidence.push(...refused.evidence);
    if (side.row && refused.isOver) {
      versions.push({
        ...side.row,
        state: moveVersion(side.row.state, 'revoked'),
        revokedAt: side.row.revokedAt ?? context.now(),
      });
    }
  }
  return done(evidence, { versions });
};

/** The consumers of which an instance uses a version that is to be refused. */
async function whoFellBack(
  context: StepContext,
  going: readonly Side[],
): Promise<ConsumerState[]> {
  const numbers = new Set(going.map(side => side.number));
  const seen = await observeAll(context, unreleased(context.consumers));
  return seen.filter(({ instances }) =>
    instances.some(
      ({ version }) => version !== undefined && numbers.has(version),
    ),
  );
}

type Refused =
  /** `isOver`: nothing more can be done about it, nor proven. */
  | { readonly evidence: string[]; readonly isOver: boolean }
  /** It is not proven yet. */
  | { readonly open: StepResult };

async function refuse(
  context: StepContext,
  { side, stays, keep }: { side: Side; stays: Side; keep: SecretValue },
): Promise<Refused> {
  const { options, rules } = context;
  const { rotator } = ownMeans(context);
  const label = versionLabel(side.number);
  const value = await valueOf(context, side);
  if (value?.equals(keep)) {
    // Somebody wrote it twice, or put it back: to refuse it would refuse what stays.
    return {
      isOver: false,
      evidence: [
        `${label} is the same value as ${versionLabel(
          stays.number,
        )}. It is left as it is`,
      ],
    };
  }
  const evidence: string[] = [];
  const account = accountToRefuse(context, side, { stays, keep });
  if (account !== undefined) {
    const since = stays.row?.backAt ?? stays.row?.currentAt;
    const keptSince = since === undefined ? undefined : new Date(since);
    const { endedSessions, staysAccepted, mayBeDestroyed } =
      await context.write('rotator.revoke', effect =>
        rotator.revoke(
          {
            options,
            account,
            keep,
            refuse: value,
            isCompromised: isCompromised(context, side),
            keptSince,
          },
          effect,
        ),
      );
    if (staysAccepted) {
      return {
        isOver: mayBeDestroyed === true,
        evidence: [`${label} goes on being accepted until the next rotation`],
      };
    }
    if (rotator.probing === 'none') {
      return {
        isOver: true,
        evidence: [
          `Nobody uses ${label} any more. Nobody can be asked whether it is refused: that is not proven`,
        ],
      };
    }
    evidence.push(`${endedSessions} sessions left on it were ended`);
  }
  if (!value) {
    return {
      isOver: side.account !== undefined,
      evidence: [
        account === undefined
          ? `${label} cannot be read any more, and its account has another password`
          : `${label} is not readable in the store; its account is refused`,
        ...evidence,
      ],
    };
  }
  const probes = await context.read('rotator.probe', effect =>
    rotator.probe({ options, value }, effect),
  );
  if (rules.isRefused(probes.map(probe => probe.answer))) {
    const endpoints = probes.map(probe => probe.endpoint).join(', ');
    return {
      isOver: true,
      evidence: [`${label} is refused at ${endpoints}`, ...evidence],
    };
  }
  if (side.account === undefined) {
    return {
      isOver: false,
      evidence: [
        `${label} uses a login that is not this secret's. It is left as it is`,
      ],
    };
  }
  if (context.run.tries >= MAX_PROOFS) {
    const open = probes.filter(probe => probe.answer !== 'rejected');
    return {
      open: ask(
        context,
        `It is not proven that the target refuses ${label} at ${open
          .map(probe => probe.endpoint)
          .join(', ')}. Look at the target, then recheck.`,
      ),
    };
  }
  return {
    open: waitUntil(
      context.now() + backoffMs(context.run.tries),
      `Proof that ${label} is refused is missing`,
    ),
  };
}

/**
 * The account that is to be refused. Where the version that stays uses the same one, its password has changed and the
 * other is refused by that; only a target with several passwords in its one account is told.
 */
function accountToRefuse(
  context: StepContext,
  side: Side,
  { stays, keep }: { stays: Side; keep: SecretValue },
): AccountName | undefined {
  return side.account !== stays.account || hasOneAccount(context, keep)
    ? side.account
    : undefined;
}
