import fc from 'fast-check';
import { bindingState, type BindingFacts, type Rival } from './binding';

const RIVAL: fc.Arbitrary<Rival> = fc.record({
  entityRef: fc.constant('resource:default/other'),
  kind: fc.constantFrom('path' as const, 'account' as const),
  parked: fc.boolean(),
});
const FACTS: fc.Arbitrary<BindingFacts> = fc.record({
  problem: fc.option(
    fc.constant({ code: 'unknown-store', message: 'm', fix: 'f' }),
    { nil: undefined },
  ),
  rivals: fc.array(RIVAL, { maxLength: 2 }),
  hash: fc.constantFrom('one', 'two'),
  enrolledHash: fc.constantFrom('one', 'two', undefined),
  ruleAllows: fc.boolean(),
});

describe('the state of a binding', () => {
  it('is enrolled only without a problem, without a rival, and allowed as it is now', () => {
    fc.assert(
      fc.property(FACTS, facts => {
        const { state } = bindingState(facts);
        const isAllowed = facts.ruleAllows || facts.enrolledHash === facts.hash;
        const isClean = !facts.problem && facts.rivals.length === 0;
        expect(state === 'enrolled').toBe(isAllowed && isClean);
      }),
    );
  });

  it('says what is wrong and what to do whenever it is not enrolled', () => {
    fc.assert(
      fc.property(FACTS, facts => {
        const { state, problem } = bindingState(facts);
        const isExplained = Boolean(problem?.message && problem.fix);
        expect(isExplained).toBe(state !== 'enrolled');
      }),
    );
  });

  it('becomes unenrolled again when the binding changes', () => {
    const facts = { rivals: [], ruleAllows: false, enrolledHash: 'one' };
    expect(bindingState({ ...facts, hash: 'one' }).state).toBe('enrolled');
    expect(bindingState({ ...facts, hash: 'two' })).toMatchObject({
      state: 'unenrolled',
      problem: { message: expect.stringContaining('changed') },
    });
  });

  it('shows the owner of the claim, and that a parked one may be its old name', () => {
    const facts = { hash: 'one', ruleAllows: true };
    const rival = {
      entityRef: 'resource:default/other',
      kind: 'path' as const,
    };
    expect(
      bindingState({ ...facts, rivals: [{ ...rival, parked: false }] }),
    ).toMatchObject({
      state: 'conflicting',
      problem: { code: 'claimed-twice' },
    });
    expect(
      bindingState({ ...facts, rivals: [{ ...rival, parked: true }] }),
    ).toMatchObject({
      state: 'conflicting',
      problem: {
        code: 'claimed-by-parked',
        message: expect.stringContaining('resource:default/other'),
      },
    });
  });
});
