import type { LedgerFacts } from '../world/LedgerView';
import type { LoggedEffect, LoginAnswer, TargetTraits } from '../strategies';
import type { OracleReport, Poll } from './sight';

/** The shortest run takes seconds, and the oracle looks several times in each. */
const FEWEST_LOOKS = 3;

/** How a journey must end. */
export interface Expectation {
  readonly state: 'succeeded' | 'rolled-back';
}

/** Everything that is known of one run when it is over. */
export interface Evidence {
  readonly expected: Expectation;
  readonly oracle: OracleReport;
  readonly ledger: LedgerFacts;
  readonly traits: TargetTraits;
  /** From the target's own journal. */
  readonly effects: readonly LoggedEffect[];
  /** How often the engine went out to shut an account out. */
  readonly revokeCalls: number;
}

/**
 * What one poll proves to be wrong. Things move while they are looked at, so only what was the same before and after
 * counts.
 */
export function judgePoll(
  poll: Poll,
  overlap: TargetTraits['overlap'],
): string[] {
  return overlap === 'dual' ? judgeOverlap(poll) : judgeSingleSlot(poll);
}

/** What consumers read and what they use is accepted. */
function judgeOverlap({ current, copies, consumers }: Poll): string[] {
  const violations: string[] = [];
  if (
    current.before !== undefined &&
    current.before === current.after &&
    current.answers.includes('refused')
  ) {
    violations.push(`the store's current version ${current.before} is refused`);
  }
  for (const { name, before, after } of consumers) {
    for (const id of before.filter(each => after.includes(each))) {
      const copy = copies.find(each => each.id === id && !each.isStaged);
      if (copy?.answers.includes('refused')) {
        violations.push(`${name} uses version ${id}, which is refused`);
      }
    }
  }
  return violations;
}

/** Between activate and promote the current version is refused, but never everything that the store has. */
function judgeSingleSlot({ copies, isSteady }: Poll): string[] {
  const isLost =
    isSteady &&
    copies.length > 0 &&
    copies.every(({ answers }) => answers.includes('refused'));
  return isLost ? ['every value in the store is refused'] : [];
}

/** What the end of a run proves to be wrong. */
export function judgeEnd(evidence: Evidence): string[] {
  return [
    ...judgeRun(evidence),
    ...judgeValues(evidence),
    ...judgeVersions(evidence),
    ...judgeEffects(evidence),
  ];
}

function judgeRun({ expected, oracle, ledger }: Evidence): string[] {
  return violated([
    [
      ledger.state === expected.state && ledger.isClosed,
      `the run is ${ledger.state}, not ${expected.state}`,
    ],
    [ledger.openRuns === 0, `${ledger.openRuns} runs are still open`],
    [
      oracle.accepted >= FEWEST_LOOKS,
      `the oracle saw the current version work only ${oracle.accepted} times`,
    ],
  ]).concat(oracle.violations);
}

function judgeValues({
  expected,
  traits,
  oracle: { end },
}: Evidence): string[] {
  const ofOthers = traits.staysUntilNext ? 'accepted' : 'refused';
  return violated([
    [all(end.current.answers, 'accepted'), 'the current value is not accepted'],
    [
      end.hasChanged === (expected.state === 'succeeded'),
      end.hasChanged
        ? 'the value is another one'
        : 'the value is still the old one',
    ],
    [end.others.length > 0, 'the oracle saw no second value'],
    [
      end.others.every(answers => all(answers, ofOthers)),
      `a value that is not current is not ${ofOthers}`,
    ],
    [!end.copies.some(copy => copy.isStaged), 'something is still staged'],
    [
      end.copies.every(copy => copy.isStaged || copy.isCurrentValue),
      'a copy of a destroyed value can be read',
    ],
  ]);
}

function judgeVersions({ oracle: { end }, ledger }: Evidence): string[] {
  const current = ledger.versions.filter(({ state }) => state === 'current');
  const id = end.current.id ?? '';
  return violated([
    [current.length === 1, `the ledger has ${current.length} current versions`],
    [
      current.every(version => version.storeIds.includes(id)),
      'the ledger has another current version than the store',
    ],
    [
      ledger.versions.every(
        ({ state }) => state === 'current' || state === 'destroyed',
      ),
      `the ledger's versions are ${ledger.versions
        .map(({ number, state }) => `${number} ${state}`)
        .join(', ')}`,
    ],
  ]);
}

/**
 * One account was let in, once however often the worker was killed, because a repetition would lock poolers out. One
 * was shut out; that may be repeated, but never more often than the engine went out for it.
 */
function judgeEffects(evidence: Evidence): string[] {
  const { expected, effects, revokeCalls, traits } = evidence;
  const accounts = (kind: LoggedEffect['kind']) =>
    effects.filter(effect => effect.kind === kind).map(each => each.account);
  const [activated, revoked] = [accounts('activated'), accounts('revoked')];
  if (traits.staysUntilNext) return judgeKeys(evidence);
  if (traits.issues === 'issued') return judgeIssued(evidence);
  if (traits.overlap === 'single') {
    return violated([
      [activated.length === 1, `the value was set ${activated.length} times`],
      [revoked.length === 0, 'an account was shut out'],
    ]);
  }
  const isSame = activated.some(account => revoked.includes(account));
  return violated([
    [activated.length === 1, `accounts were let in ${activated.length} times`],
    [new Set(revoked).size === 1, 'not exactly one account was shut out'],
    [
      revoked.length <= revokeCalls,
      `an account was shut out ${revoked.length} times in ${revokeCalls} calls`,
    ],
    [
      isSame === (expected.state === 'rolled-back'),
      'the wrong account was shut out',
    ],
  ]);
}

/**
 * One key goes out of use, and none on the way back. The value that was replaced last before this run has stayed until
 * now, and is refused from here on; on the way back it stays.
 */
function judgeKeys({ expected, effects, oracle }: Evidence): string[] {
  const isThere = expected.state === 'succeeded';
  const gone = new Set(effects.map(({ account }) => account)).size;
  const due = isThere ? 1 : 0;
  const ofElder = isThere ? 'refused' : 'accepted';
  const { elder } = oracle.end;
  return violated([
    [gone === due, `${gone} keys went out of use, not ${due}`],
    [
      elder === undefined || all(elder, ofElder),
      `the value before the old one is not ${ofElder}`,
    ],
  ]);
}

/**
 * A worker that dies before the store has what was issued leaves an orphan, and the next one has another issued. In the
 * end one credential more was issued than taken back, or none on the way back.
 */
function judgeIssued({ expected, effects, traits }: Evidence): string[] {
  const named = (kind: LoggedEffect['kind']) =>
    new Set(
      effects.filter(effect => effect.kind === kind).map(each => each.account),
    );
  const [issued, revoked] = [named('activated'), named('revoked')];
  const left = [...issued].filter(each => !revoked.has(each)).length;
  const older = [...revoked].filter(each => !issued.has(each)).length;
  const kept = expected.state === 'succeeded' ? 1 : 0;
  return violated([
    [issued.size > 0, 'nothing was issued'],
    [left >= kept, 'what was issued for the current version was taken back'],
    [
      left <= kept || traits.orphans === 'keyless',
      `${left - kept} orphans are left at the target`,
    ],
    [
      older === kept,
      `${older} credentials from before the run were taken back`,
    ],
  ]);
}

function all(answers: readonly LoginAnswer[], wanted: LoginAnswer): boolean {
  return answers.length > 0 && answers.every(answer => answer === wanted);
}

function violated(rules: ReadonlyArray<[holds: boolean, otherwise: string]>) {
  return rules.filter(([holds]) => !holds).map(([, otherwise]) => otherwise);
}
