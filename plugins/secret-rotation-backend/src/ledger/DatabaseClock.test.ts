import { TestDatabases } from '@backstage/backend-test-utils';
import { DatabaseClock } from './DatabaseClock';

jest.setTimeout(60_000);

const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())('the clock on %s', id => {
  afterEach(() => jest.restoreAllMocks());

  it('tells the database’s time in ms, and goes on by itself', async () => {
    const knex = await databases.init(id);
    const clock = new DatabaseClock(knex);
    const before = Date.now();
    const now = await clock.sync();
    // Test and database share a machine. SQLite's julianday is exact to a millisecond.
    expect(now).toBeGreaterThanOrEqual(before - 1);
    expect(now).toBeLessThanOrEqual(Date.now() + 1);
    expect(Number.isSafeInteger(clock.now())).toBe(true);
    expect(clock.now()).toBeGreaterThanOrEqual(now);
    expect(clock.now()).toBeLessThan(now + 60_000);
  });

  it('does not believe the process when that is ten minutes off', async () => {
    const knex = await databases.init(id);
    const real = Date.now.bind(Date);
    jest.spyOn(Date, 'now').mockImplementation(() => real() + 600_000);
    const clock = new DatabaseClock(knex);
    await clock.sync();
    expect(Math.abs(clock.now() - real())).toBeLessThan(60_000);
    jest.spyOn(Date, 'now').mockImplementation(() => real() - 600_000);
    expect(Math.abs(clock.now() - real())).toBeLessThan(60_000);
  });
});
