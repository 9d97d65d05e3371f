import type { StoreKind, Strategy, TargetKind } from './contracts';
import { pairsOf, quickStrategies, selectStrategies } from './selection';

const TARGET: TargetKind = {
  name: 'target',
  traits: { issues: 'chosen', overlap: 'dual', accounts: 'two' },
  failpoints: 'all',
  missing: () => undefined,
  start: jest.fn(),
};

function strategy(store: Partial<StoreKind>): Strategy {
  const { name = 'a store' } = store;
  return {
    name: `target × ${name}`,
    target: TARGET,
    store: {
      name,
      manager: 'KV v2',
      failpoints: 'all',
      missing: () => undefined,
      start: jest.fn(),
      view: jest.fn(),
      ...store,
    },
    failpoints: 'all',
  };
}

const REAL = strategy({ name: 'OpenBao KV v2' });
const STAND_IN = strategy({ name: 'KV v2 stand-in', standIn: 'ours' });
const EMULATOR = strategy({
  name: 'AWS on moto',
  manager: 'AWS',
  standIn: 'an emulator',
});
const ABSENT = { ...REAL, store: { ...REAL.store, missing: () => 'no bao' } };

const names = (chosen: readonly Strategy[]) =>
  chosen.map(({ store }) => store.name);

describe('the choice of what is swept', () => {
  it('leaves a stand-in out where there is a real server of the same manager', () => {
    const { swept, missing } = selectStrategies([REAL, STAND_IN, EMULATOR]);
    expect(names(swept)).toEqual(['OpenBao KV v2', 'AWS on moto']);
    expect(missing).toEqual([]);
  });

  it('takes the stand-in where the server is missing, and names what is missing', () => {
    const { swept, missing } = selectStrategies([ABSENT, STAND_IN]);
    expect(names(swept)).toEqual(['KV v2 stand-in']);
    expect(missing).toEqual(['target × OpenBao KV v2: no bao']);
  });

  it('keeps to the stores that are asked for, and refuses a name that none has', () => {
    expect(
      names(selectStrategies([REAL, EMULATOR], { store: 'aws' }).swept),
    ).toEqual(['AWS on moto']);
    expect(() => selectStrategies([REAL], { store: 'aws' })).toThrow(
      'There is no store like aws',
    );
  });

  it('keeps to the targets that are asked for, and refuses a name that none has', () => {
    const redis = { ...REAL, target: { ...TARGET, name: 'Redis' } };
    expect(selectStrategies([REAL, redis], { target: 'redis' }).swept).toEqual([
      redis,
    ]);
    expect(() => selectStrategies([REAL], { target: 'redis' })).toThrow(
      'There is no target like redis',
    );
  });

  it('leaves a target out that this machine does not have, and names it', () => {
    const target = { ...TARGET, name: 'Redis', missing: () => 'no redis' };
    const { swept, missing } = selectStrategies([
      REAL,
      { ...REAL, name: 'Redis × OpenBao KV v2', target },
    ]);
    expect(swept).toEqual([REAL]);
    expect(missing).toEqual(['Redis × OpenBao KV v2: no redis']);
  });

  it('is no product: a rotator that is swept in part meets the stores that are swept everywhere, and no others', () => {
    const part: TargetKind = { ...TARGET, name: 'part', failpoints: 'rotator' };
    const moto: StoreKind = { ...EMULATOR.store, failpoints: 'store' };
    const pairs = pairsOf([TARGET, part], [REAL.store, moto]);
    expect(pairs.map(({ name, failpoints }) => [name, failpoints])).toEqual([
      ['target × OpenBao KV v2', 'all'],
      ['target × AWS on moto', 'store'],
      ['part × OpenBao KV v2', 'rotator'],
    ]);
  });

  it('is quick with one example of the rotators that are swept in part, unless they are asked for', () => {
    const part: Strategy = { ...REAL, failpoints: 'rotator' };
    const example = {
      ...part,
      target: { ...TARGET, isExample: true as const },
    };
    expect(quickStrategies([REAL, part, example], {})).toEqual([REAL, example]);
    expect(quickStrategies([part], { target: 'redis' })).toEqual([part]);
  });
});
