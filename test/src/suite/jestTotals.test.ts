import {
  jestTotals,
  NOTHING,
  plainTotals,
  reportingPackages,
} from './jestTotals';

describe('the totals of a test run', () => {
  it('adds up the closing lines of all packages, also behind turbo’s prefix', () => {
    const output = [
      'a:test: Tests:       1 failed, 2 skipped, 30 passed, 33 total',
      'b:test: Tests:       7 passed, 7 total',
    ].join('\n');
    expect(jestTotals(output)).toEqual({ passed: 37, failed: 1, skipped: 2 });
  });

  it('names the packages whose tests reported', () => {
    const output = [
      '@keyturn/a:test: Tests:       7 passed, 7 total',
      'app:test: No tests found',
    ].join('\n');
    expect(reportingPackages(output)).toEqual(['@keyturn/a']);
  });

  it('counts nothing where nothing ran', () => {
    expect(jestTotals('No tests found')).toEqual(NOTHING);
    expect(plainTotals('not run: Chromium was not found')).toBeUndefined();
  });

  it('reads the last plain line of a program', () => {
    expect(
      plainTotals('1 passed, 0 failed\nmore\n9 passed, 2 failed\n'),
    ).toEqual({
      passed: 9,
      failed: 2,
      skipped: 0,
    });
  });
});
