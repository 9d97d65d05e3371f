import type { StoreKind, Strategy } from './contracts';
import { selectStrategies } from './selection';

function strategy(store: Partial<StoreKind>): Strategy {
  const { name = 'a store' } = store;
  return {
    name: `target × ${name}`,
    target: {
      name: 'target',
      traits: { issues: 'chosen', overlap: 'dual', accounts: 'two' },
      start: jest.fn(),
      view: jest.fn(),
    },
    store: {
      name,
      manager: 'KV v2',
      failpoints: 'all',
      missing: () => undefined,
      start: jest.fn(),
      view: jest.fn(),
      ...store,
    },
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
    expect(names(selectStrategies([REAL, EMULATOR], 'aws').swept)).toEqual([
      'AWS on moto',
    ]);
    expect(() => selectStrategies([REAL], 'aws')).toThrow(
      'There is no store like aws',
    );
  });
});
