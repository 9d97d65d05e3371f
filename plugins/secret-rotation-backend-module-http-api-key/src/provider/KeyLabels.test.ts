import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { KeyLabels } from './KeyLabels';

const labels = new KeyLabels(
  'keyturn-{account}-r{run}-e{epoch}',
  'entry.label',
);

it('a label says which run made the key, and for which account', () => {
  for (const account of ['payments', 'a-r1-e1', 'x.y', '12', 'a+b']) {
    const label = labels.of(account, { run: 41, epoch: 3 });
    expect(labels.runOf(account, label)).toBe(41);
    for (const other of ['pay', 'a', 'xzy', '1', 'aab']) {
      expect(labels.runOf(other, label)).toBeUndefined();
    }
  }
});

it('another order is read as well', () => {
  const other = new KeyLabels(
    'e{epoch} of r{run} for {account}',
    'entry.label',
  );
  const label = other.of('payments', { run: 41, epoch: 3 });
  expect(other.runOf('payments', label)).toBe(41);
});

it.each([
  'keyturn made by hand',
  'keyturn-payments-r-e1',
  'xkeyturn-payments-r1-e1',
  'keyturn-payments-r1-e1x',
  'keyturn-payments-r1-e1\n',
  '',
])('%j is nobody’s of ours', label => {
  expect(labels.runOf('payments', label)).toBeUndefined();
});

it.each([
  '{account}-{run}',
  '{run}{epoch}-{account}',
  '{account}1{run}-{epoch}',
])('%s is refused, because it cannot be read back', text => {
  expect(() => new KeyLabels(text, 'entry.label')).toThrow(MisconfiguredError);
});
