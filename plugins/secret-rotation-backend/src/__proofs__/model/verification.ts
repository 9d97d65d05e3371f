import {
  unasked,
  type ConsumerIdentity,
  type ConsumerState,
} from '../../workflow/consumer';
import type { Rules } from '../../workflow/rules';
import type { ConsumerPlace, LedgerState, Login, World } from './World';

/** The two consumers as the catalog says who they are. */
const [FIRST, NEWCOMER]: readonly ConsumerIdentity[] = [
  'first',
  'newcomer',
].map(name => {
  const entityRef = `component:default/${name}`;
  return {
    entityRef,
    entity: { entityRef, name, namespace: 'default', labels: {} },
  };
});

/** The version that stays, by number. */
const WANTED = 1;

/** What verify looks at. */
export interface Verification {
  readonly mine: LedgerState;
  readonly stays: Login;
  /** Whether every endpoint accepts what stays. */
  readonly isProven: boolean;
}

/** The engine's own rules say who must attest and whether the gates hold; whoever must and did not is told. */
export function judge(
  world: World,
  { mine, stays, isProven }: Verification,
  rules: Rules,
): { world: World; holds: boolean; patch: Partial<LedgerState> } {
  const [first, second] = world.consumers;
  const task = { wave: 1, wanted: WANTED };
  const known = mine.knowsNewcomer ? [FIRST, NEWCOMER] : [FIRST];
  const present = second.isKnown ? [FIRST, NEWCOMER] : [FIRST];
  const required = rules.joinConsumers(
    known.map(identity => unasked(identity, task)),
    present,
    task,
  );
  const places = new Map([
    [FIRST.entityRef, first],
    [NEWCOMER.entityRef, second],
  ]);
  const gates = rules.judgeGates({
    probes: [isProven ? 'accepted' : 'unknown'],
    consumers: required.map(state =>
      observed(state, places.get(state.entityRef), stays),
    ),
    isUnused: false,
    oldUse: [],
    overlapEnds: 0,
    now: 0,
  });
  const holds = rules.gatesHold(gates);
  const knowsNewcomer = required.some(
    ({ entityRef }) => entityRef === NEWCOMER.entityRef,
  );
  return {
    holds,
    patch: { knowsNewcomer },
    world: {
      ...world,
      consumers: [
        { ...first, isTold: true },
        {
          ...second,
          isTold: second.isTold || knowsNewcomer,
          // Looked at here and not by the rule, which may be switched off.
          isOwed: second.isOwed || (holds && second.isKnown),
        },
      ],
    },
  };
}

/** A consumer as the engine keeps it after it looked. */
function observed(
  state: ConsumerState,
  place: ConsumerPlace | undefined,
  stays: Login,
): ConsumerState {
  const uses = place?.uses;
  const isRight = uses?.role === stays.role && uses.value === stays.value;
  return {
    ...state,
    instances: [
      {
        id: 'one',
        health: 'healthy',
        strength: 'proven',
        version: isRight ? WANTED : WANTED + 1,
        observedAt: 0,
      },
    ],
  };
}
