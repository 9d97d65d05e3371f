import fc from 'fast-check';
import type {
  ConsumerObservation,
  InstanceObservation,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  instanceId,
  storeVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  attestedVersion,
  evidenceOf,
  findingOf,
  hasAttested,
  healthOf,
  joinConsumers,
  observed,
  toldAnew,
  unasked,
  type ConsumerState,
} from './consumer';

const FRESH: ConsumerState = {
  entityRef: 'component:default/checkout',
  entity: {
    entityRef: 'component:default/checkout',
    name: 'checkout',
    namespace: 'default',
    labels: {},
  },
  wave: 1,
  wanted: 2,
  illBefore: false,
  vanished: false,
  repairs: 0,
  instances: [],
};
const NUMBERS = new Map([
  ['41', 1],
  ['42', 2],
  // A rollback wrote version 1 again under another id.
  ['43', 1],
]);

const INSTANCE: fc.Arbitrary<InstanceObservation> = fc.record({
  id: fc.constantFrom('a', 'b', 'c').map(instanceId),
  health: fc.constantFrom(
    'healthy' as const,
    'ill' as const,
    'unknown' as const,
  ),
  strength: fc.constantFrom(
    'proven' as const,
    'claimed' as const,
    'none' as const,
  ),
  version: fc.constantFrom(
    ...['41', '42', '43', 'foreign'].map(storeVersionId),
    undefined,
  ),
});
const OBSERVATION: fc.Arbitrary<ConsumerObservation> = fc.record({
  source: fc.constant('a test'),
  instances: fc.array(INSTANCE, { maxLength: 4 }),
});

const see = (
  instances: Array<Partial<InstanceObservation>>,
  now = 10,
  state = FRESH,
) =>
  observed(
    state,
    {
      source: 'a test',
      instances: instances.map((each, index) => ({
        id: instanceId(`i-${index}`),
        health: 'healthy',
        strength: 'proven',
        version: storeVersionId('42'),
        ...each,
      })),
    },
    NUMBERS,
    now,
  );

describe('what a consumer has attested', () => {
  it('is a version only when every single instance gives evidence of it', () => {
    fc.assert(
      fc.property(OBSERVATION, observation => {
        const state = observed(FRESH, observation, NUMBERS, 10);
        const attested = attestedVersion(state);
        const provesWanted =
          observation.instances.length > 0 &&
          observation.instances.every(
            each => each.strength !== 'none' && each.version === '42',
          );
        expect(hasAttested(state)).toBe(provesWanted);
        if (attested === undefined) return;
        expect(
          observation.instances.every(
            each => NUMBERS.get(String(each.version)) === attested,
          ),
        ).toBe(true);
      }),
    );
  });

  it('is nothing while instances differ, while one says nothing, and without any instance', () => {
    expect(
      attestedVersion(see([{}, { version: storeVersionId('41') }])),
    ).toBeUndefined();
    expect(attestedVersion(see([{}, { strength: 'none' }]))).toBeUndefined();
    expect(attestedVersion(see([{ strength: 'none' }, {}]))).toBeUndefined();
    expect(attestedVersion(see([]))).toBeUndefined();
    expect(hasAttested(see([]))).toBe(false);
  });

  it('is the same version under each of the store’s ids of it', () => {
    const state = see([
      { version: storeVersionId('41') },
      { version: storeVersionId('43') },
    ]);
    expect(attestedVersion(state)).toBe(1);
  });

  it('is nothing when the store’s id is not one that we know', () => {
    expect(
      attestedVersion(see([{ version: storeVersionId('foreign') }])),
    ).toBeUndefined();
    expect(hasAttested(see([{ version: undefined }]))).toBe(false);
  });

  it('is as strong as its weakest instance', () => {
    expect(evidenceOf(see([{}, {}]))).toBe('proven');
    expect(evidenceOf(see([{}, { strength: 'claimed' }]))).toBe('claimed');
    expect(evidenceOf(see([{}, { strength: 'none' }]))).toBe('none');
    expect(evidenceOf(see([]))).toBe('none');
  });
});

describe('since when a consumer attests the wanted version', () => {
  const OTHER = { version: storeVersionId('41') };

  it('is the first look of those that nothing contradicted since, whatever is seen', () => {
    fc.assert(
      fc.property(fc.array(OBSERVATION, { maxLength: 8 }), observations => {
        let state = FRESH;
        let expected: number | undefined;
        observations.forEach((observation, now) => {
          state = observed(state, observation, NUMBERS, now);
          const contradicted = observation.instances.some(
            ({ strength, version }) => strength !== 'none' && version !== '42',
          );
          if (contradicted) expected = undefined;
          if (hasAttested(state)) expected ??= now;
          expect(state.attestedSince).toBe(expected);
        });
      }),
    );
  });

  it('begins when the last instance attests it', () => {
    const some = see([{}, OTHER], 10);
    expect(some.attestedSince).toBeUndefined();
    expect(see([{}, {}], 20, some).attestedSince).toBe(20);
  });

  it('outlasts an instance that says nothing, and no answer at all, and ends with another version', () => {
    const first = see([{}, {}], 10);
    const starting = see(
      [{}, { strength: 'none', version: undefined }],
      20,
      first,
    );
    expect(starting.attestedSince).toBe(10);
    const silent = see([], 30, starting);
    expect(silent.attestedSince).toBe(10);
    expect(see([{}], 40, silent).attestedSince).toBe(10);
    const back = see([{}, OTHER], 50, silent);
    expect(back.attestedSince).toBeUndefined();
    expect(see([{}, {}], 60, back).attestedSince).toBe(60);
  });

  it('ends when it is to be led to another version', () => {
    expect(toldAnew(see([{}]), 1).attestedSince).toBeUndefined();
  });

  it('stays unknown of what an older release saw attest it', () => {
    const { attestedSince: _, ...ofOlderRelease } = see([{}], 10);
    expect(see([{}], 20, ofOlderRelease).attestedSince).toBeUndefined();
  });
});

describe('the health of a consumer', () => {
  it('is healthy only when there are instances and all of them are', () => {
    fc.assert(
      fc.property(OBSERVATION, observation => {
        const state = observed(FRESH, observation, NUMBERS, 10);
        const all =
          observation.instances.length > 0 &&
          observation.instances.every(each => each.health === 'healthy');
        expect(healthOf(state) === 'healthy').toBe(all);
        expect(state.healthySince === undefined).toBe(!all);
        expect(state.illSince === undefined).toBe(all);
      }),
    );
  });

  it('counts from the first of several looks, and anew after a break', () => {
    const first = see([{}], 10);
    const second = see([{}], 20, first);
    expect(second.healthySince).toBe(10);
    const broken = see([{ health: 'ill' }], 30, second);
    expect(broken).toMatchObject({ illSince: 30 });
    expect(see([{ health: 'ill' }], 40, broken).illSince).toBe(30);
    expect(see([{}], 50, broken)).toMatchObject({ healthySince: 50 });
  });

  it('counts anew after an instance has started again between two looks that both found it well', () => {
    const startedAt = new Date('2026-03-01T12:00:00Z');
    const first = see([{}, { startedAt }], 10);
    const again = { startedAt: new Date('2026-03-01T12:05:00Z') };
    const second = see([{}, again], 20, first);
    expect(second).toMatchObject({ healthySince: 20, illSince: undefined });
    expect(see([{}, again], 30, second).healthySince).toBe(20);
  });
});

describe('the finding', () => {
  it('is what the instance reported, else that it has not reloaded, else nothing', () => {
    expect(findingOf(FRESH)).toBeUndefined();
    expect(findingOf(see([]))).toBe('no-attestation');
    expect(findingOf(see([{ finding: 'crash-loop' }]))).toBe('crash-loop');
    const told = { ...FRESH, toldAt: 1 };
    expect(findingOf(see([{ version: storeVersionId('41') }], 10, told))).toBe(
      'not-reloaded',
    );
    expect(findingOf(see([{}], 10, told))).toBeUndefined();
  });

  it('is an old copy only where the copy is not the wanted version', () => {
    const see41 = (version: string) =>
      see([{ version: storeVersionId(version), finding: 'stale-cache' }]);
    expect(findingOf(see41('41'))).toBe('stale-cache');
    expect(findingOf(see41('42'))).toBeUndefined();
  });

  it('is a crash loop when it is ill, and starts more often than one reload explains', () => {
    const told = { ...FRESH, toldAt: 1 };
    const start = (seconds: number, state: ConsumerState, ill = true) =>
      see(
        [
          {
            health: ill ? 'ill' : 'healthy',
            startedAt: new Date(seconds * 1e3),
          },
        ],
        10,
        state,
      );
    const before = start(100, told);
    const reloaded = start(200, before);
    expect(findingOf(reloaded)).toBeUndefined();
    // Its clock counts back from an uptime: the same start, a little off.
    expect(findingOf(start(200.4, reloaded))).toBeUndefined();
    const again = start(300, reloaded);
    expect(findingOf(again)).toBe('crash-loop');
    // Between two starts it does not answer at all.
    const silent = { health: 'unknown', finding: 'unreachable' } as const;
    expect(findingOf(see([silent], 20, again))).toBe('crash-loop');
    expect(findingOf(start(300, again, false))).toBeUndefined();
    expect(toldAnew(again, 1).starts).toBeUndefined();
    expect(toldAnew(again, again.wanted).starts).toEqual(again.starts);
  });
});

describe('the set of consumers that must attest', () => {
  const NAME = fc.constantFrom<string>('a', 'b', 'c', 'd');
  const identity = (name: string) => ({
    entityRef: `component:default/${name}`,
    entity: {
      entityRef: `component:default/${name}`,
      name,
      namespace: 'default',
      labels: {},
    },
  });

  it('only grows: whoever is in the run or in the catalog is in it once, and whoever left is marked', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(NAME),
        fc.uniqueArray(NAME),
        (inRun, inCatalog) => {
          const joined = joinConsumers(
            inRun.map(name => unasked(identity(name), { wave: 1, wanted: 2 })),
            inCatalog.map(identity),
            { wave: 3, wanted: 2 },
          );
          const names = joined.map(each => each.entity.name);
          expect([...names].sort()).toEqual(
            [...new Set([...inRun, ...inCatalog])].sort(),
          );
          for (const each of joined) {
            expect(each.vanished).toBe(!inCatalog.includes(each.entity.name));
            expect(each.wave).toBe(inRun.includes(each.entity.name) ? 1 : 3);
            // A newcomer has attested nothing, so it holds the gate closed until it has.
            expect(hasAttested(each)).toBe(false);
          }
        },
      ),
    );
  });

  it('takes the mark from a consumer that came back', () => {
    const left = { ...FRESH, vanished: true };
    const [back] = joinConsumers([left], [left], { wave: 1, wanted: 2 });
    expect(back).toEqual(FRESH);
  });
});
