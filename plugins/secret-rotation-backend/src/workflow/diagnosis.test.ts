import { FINDINGS } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { ConsumerState, InstanceState } from './consumer';
import { adviceFor, diagnosesOf, diagnosisOf } from './diagnosis';

const USING_NEW: InstanceState = {
  id: 'checkout-1',
  health: 'healthy',
  strength: 'proven',
  version: 2,
  observedAt: 10,
};
const USING_OLD: InstanceState = { ...USING_NEW, version: 1 };

const told = (
  instances: readonly InstanceState[],
  facts: Partial<ConsumerState> = {},
): ConsumerState => ({
  entityRef: 'component:default/checkout',
  entity: {
    entityRef: 'component:default/checkout',
    name: 'checkout',
    namespace: 'default',
    labels: {},
  },
  title: 'Checkout',
  wave: 1,
  wanted: 2,
  illBefore: false,
  vanished: false,
  repairs: 0,
  toldAt: 5,
  observedAt: 10,
  instances,
  ...facts,
});

describe('what the owner of a consumer is told', () => {
  it.each(FINDINGS)('of %s is what was seen, and what to do', finding => {
    const { seen, todo } = adviceFor(finding);
    const line = diagnosisOf(
      finding === 'old-credential-in-use'
        ? told([USING_NEW], { oldSessions: 2 })
        : told([{ ...USING_OLD, finding }]),
    );
    expect(line).toContain(`Checkout (${finding}) ${seen} (must use v2`);
    expect(line.endsWith(`). ${todo}.`)).toBe(true);
  });

  it('is another thing for each finding', () => {
    const all = [undefined, ...FINDINGS].map(adviceFor);
    expect(new Set(all.map(({ seen }) => seen)).size).toBe(all.length);
    expect(new Set(all.map(({ todo }) => todo)).size).toBe(all.length);
  });

  it('names the instances that it is about, where others are well', () => {
    const instances = ['a', 'b', 'c', 'd', 'e', 'f'].map(id => ({
      ...(id === 'f' ? USING_NEW : USING_OLD),
      id,
    }));
    expect(diagnosisOf(told(instances.slice(4)))).toContain(
      '1 of 2 instances: e)',
    );
    expect(diagnosisOf(told(instances))).toContain(
      '5 of 6 instances: a, b, c, …)',
    );
    expect(diagnosisOf(told(instances.slice(0, 2)))).not.toContain('instances');
  });

  it('says what Keyturn tried', () => {
    expect(diagnosisOf(told([USING_OLD], { repairs: 1 }))).toContain(
      'told again once)',
    );
    expect(diagnosisOf(told([USING_OLD], { repairs: 3 }))).toContain(
      'told again 3 times)',
    );
  });

  it('counts the sessions that contradict it', () => {
    const contradicted = told([USING_NEW], { oldSessions: 1 });
    expect(diagnosisOf(contradicted)).toContain('; 1 session)');
  });

  it('admits where nothing is known but that it is ill', () => {
    const ill = told([{ ...USING_NEW, health: 'ill' }, USING_NEW]);
    expect(diagnosisOf(ill)).toBe(
      'Checkout is not healthy, and does not say why (must use v2; 1 of 2 instances: checkout-1). Look into its log.',
    );
  });

  it('is a sentence for each of several', () => {
    const both = [told([USING_OLD]), told([], { title: 'Ledger' })];
    expect(diagnosesOf(both)).toMatch(
      /^Checkout \(not-reloaded\) .*\. Ledger \(no-attestation\) .*\.$/,
    );
  });
});
