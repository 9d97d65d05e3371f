import { jestFailures } from './jestFailures';

describe('the failures of a test run', () => {
  it('repeats each failed test once, with its reason, also between the lines of other packages', () => {
    const output = [
      'a:test: FAIL src/one.test.ts',
      'a:test:   ● counts › up',
      'b:test: PASS src/two.test.ts',
      'a:test: ',
      'a:test:     Expected: 2',
      'a:test: PASS src/three.test.ts',
      'a:test: Summary of all failing tests',
      'a:test:   ● counts › up',
      'a:test:     Expected: 2',
      'a:test: Tests:       1 failed, 1 total',
    ].join('\n');

    expect(jestFailures(output)).toEqual([
      'a:test: ● counts › up\n    Expected: 2',
    ]);
  });

  it('finds none where all passed', () => {
    expect(jestFailures('a:test: Tests:       1 passed, 1 total')).toEqual([]);
  });
});
