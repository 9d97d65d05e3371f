import { versionLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import {
  instanceId,
  type ConsumerConfirmation,
  type ConsumerObservation,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { hasAttested, type ConsumerState } from '../../../workflow/consumer';
import { stayingAndGoing } from '../../sides';
import {
  ask,
  type Patch,
  type StepContext,
  type StepResult,
} from '../../StepContext';
import { LOOK_AGAIN_MS, sayer } from './askToDo';

interface Unconfirmed {
  readonly consumer: ConsumerState;
  readonly confirmation: ConsumerConfirmation;
  /** Who alone may say so. */
  readonly assignee: string | undefined;
}

/**
 * What a person said of a consumer, as an observation. A word for another version than the one that stays is none: a
 * run that turned back asks anew.
 */
export function confirmedUse(
  context: Pick<StepContext, 'run' | 'versions'>,
  entityRef: string,
): ConsumerObservation {
  const { stays } = stayingAndGoing(context);
  const said = context.run.pins.confirmed?.[entityRef];
  if (said?.version !== stays.number)
    return { instances: [], source: 'Nobody has confirmed it yet' };
  return {
    source: `Word of ${sayer(said)}`,
    instances: [
      {
        id: instanceId('confirmed'),
        health: 'healthy',
        strength: 'claimed',
        version: stays.storeIds.at(-1),
        since: new Date(said.at),
      },
    ],
  };
}

/**
 * Asks a person for whom nobody else can speak: all that wait for the word of the same person at once, those of another
 * after that. Keyturn goes on looking at the other consumers meanwhile.
 * @returns `undefined` when no word is missing
 */
export function askToConfirm(
  context: StepContext,
  missing: readonly ConsumerState[],
  patch: Patch,
): StepResult | undefined {
  const unconfirmed = missing.flatMap(consumer =>
    unconfirmedIn(context, consumer),
  );
  const [first] = unconfirmed;
  if (!first) return undefined;
  const { confirmation, assignee } = first;
  const asked = unconfirmed
    .filter(
      each => each.assignee === assignee && each.confirmation === confirmation,
    )
    .map(({ consumer }) => consumer);
  const { number } = stayingAndGoing(context).stays;
  const names = asked.map(({ title, entityRef }) => title ?? entityRef);
  const { instructions, link } = confirmation;
  return ask(
    context,
    `Make ${names.join(', ')} use ${versionLabel(
      number,
    )}, and say so when that is done and works`,
    {
      owner: assignee,
      about: 'task',
      task: {
        instructions,
        link,
        assignee,
        confirms: {
          version: number,
          consumers: asked.map(({ entityRef }) => entityRef),
        },
      },
      lookAgainAt: context.now() + LOOK_AGAIN_MS,
      patch,
    },
  );
}

/**
 * Nobody is asked about a consumer that left the catalog: it is released, or comes back. Nor anew by a word that the
 * target contradicts: saying it twice makes it no truer.
 */
function unconfirmedIn(
  context: StepContext,
  consumer: ConsumerState,
): Unconfirmed[] {
  const confirmation = context.reach(consumer)?.adapter.confirmation;
  if (!confirmation || consumer.vanished || hasAttested(consumer)) return [];
  const assignee = confirmation.assignee ?? consumer.owner;
  return [{ consumer, confirmation, assignee }];
}
