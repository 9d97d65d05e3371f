import { KeyLabels } from './KeyLabels';
import { orphansOf, type ProviderKey } from './ProviderKey';

const since = new Date('2026-11-23T10:00:00Z');
const later = new Date('2026-11-23T10:00:01Z');
const earlier = new Date('2026-11-23T09:59:59Z');
const search = {
  ...{ account: 'payments', run: 7, since },
  known: new Set(['1']),
  labels: new KeyLabels('keyturn-{account}-r{run}-e{epoch}', 'entry.label'),
};

function found(keys: readonly ProviderKey[]): string[] {
  return orphansOf(keys, search).map(({ id }) => id);
}

describe('where keys have no label', () => {
  it('what is younger than the run, unknown and unused is an orphan', () => {
    expect(
      found([
        { id: '1', createdAt: later, lastUsedAt: null },
        { id: '2', createdAt: later, lastUsedAt: null },
        { id: '3', createdAt: earlier, lastUsedAt: null },
        { id: '4', createdAt: later, lastUsedAt: later },
      ]),
    ).toEqual(['2']);
  });

  it('what the provider says too little about is none', () => {
    expect(
      found([
        { id: '2', createdAt: later },
        { id: '3', lastUsedAt: null },
        { id: '4' },
      ]),
    ).toEqual([]);
  });
});

it('where run numbers have begun anew, an old key with the same number is no orphan', () => {
  const label = 'keyturn-payments-r7-e1';
  expect(
    found([
      { id: '2', label, createdAt: new Date('2025-01-01') },
      { id: '3', label, createdAt: later },
      { id: '4', label },
    ]),
  ).toEqual(['3', '4']);
});
