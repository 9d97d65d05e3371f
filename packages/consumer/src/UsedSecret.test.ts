import { ControlledSource } from './__testUtils__/ControlledSource';
import { until } from './__testUtils__/until';
import type { SecretContent } from './SecretContent';
import type { LoadFailure } from './LoadFailures';
import { UsedSecret, type SecretUse } from './UsedSecret';

const PATH = 'payments/db-login';

function used(use: Partial<SecretUse<string>> = {}) {
  const source = new ControlledSource('1', 'first');
  const failures: LoadFailure[] = [];
  const load = jest.fn(async (content: SecretContent) =>
    content.field('password'),
  );
  const secret = new UsedSecret<string>(
    { path: PATH, source, load, ...use },
    failure => failures.push(failure),
  );
  return { source, failures, load, secret };
}

const versionsOf = (secret: UsedSecret<string>) =>
  secret.inUse.map(({ version }) => version);

it('moves to the next version and lets the old one finish; both count until then', async () => {
  let finish = () => {};
  const released: string[] = [];
  const { secret, source } = used({
    release: async old => {
      await new Promise<void>(done => {
        finish = done;
      });
      released.push(old);
    },
  });
  await secret.start();
  source.put('2', 'second');
  await secret.refresh();
  expect(secret.current).toBe('second');
  expect(versionsOf(secret)).toEqual(['2', '1']);
  finish();
  await until('the old one is released', () => released.length === 1);
  expect(released).toEqual(['first']);
  expect(versionsOf(secret)).toEqual(['2']);
});

it('keeps the old one while the new one does not work, and takes it when it does', async () => {
  let works = false;
  const released: string[] = [];
  const { secret, source, failures } = used({
    load: content => {
      const password = content.field('password');
      if (password === 'second' && !works) {
        throw Object.assign(new Error(`login with ${password}`), {
          code: '28P01',
        });
      }
      return password;
    },
    release: old => {
      released.push(old);
    },
  });
  await secret.start();
  source.put('2', 'second');
  await secret.refresh();
  await secret.refresh();
  expect(secret.current).toBe('first');
  expect(versionsOf(secret)).toEqual(['1']);
  expect(released).toEqual([]);
  expect(failures).toEqual([{ path: PATH, during: 'load', code: '28P01' }]);
  works = true;
  await secret.refresh();
  expect(secret.current).toBe('second');
  expect(released).toEqual(['first']);
});

it('keeps the old one while the source says nothing, fails or hangs', async () => {
  const { secret, source, failures } = used({ timeoutMs: 20 });
  await secret.start();
  source.fail(new TypeError('the-value'));
  await secret.refresh();
  source.hang();
  await secret.refresh();
  source.fail(Object.assign(new Error('no'), { code: 'with spaces in it' }));
  await secret.refresh();
  expect(secret.current).toBe('first');
  expect(failures.map(({ during, code }) => [during, code])).toEqual([
    ['read', 'TypeError'],
    ['read', 'SECRET_UNUSABLE'],
    ['read', 'Error'],
  ]);
  source.put('2', 'second');
  await secret.refresh();
  expect(secret.current).toBe('second');
});

it('releases what comes too late, and never uses it', async () => {
  let come = (_: string) => {};
  const released: string[] = [];
  let loads = 0;
  const { secret, source } = used({
    timeoutMs: 20,
    load: () => {
      loads += 1;
      return loads === 1
        ? 'first'
        : new Promise<string>(done => {
            come = done;
          });
    },
    release: old => {
      released.push(old);
    },
  });
  await secret.start();
  source.put('2', 'second');
  await secret.refresh();
  come('late');
  await until('it is released', () => released.length === 1);
  expect(released).toEqual(['late']);
  expect(secret.current).toBe('first');
});

it('loads once, however many ask at once, and misses no change', async () => {
  const { secret, source, load } = used();
  await secret.start();
  source.put('2', 'second');
  const asked = Array.from({ length: 50 }, () => secret.refresh());
  source.put('3', 'third');
  await Promise.all([...asked, secret.refresh()]);
  expect(secret.current).toBe('third');
  expect(load).toHaveBeenCalledTimes(2);
  expect(source.reads).toBeLessThan(5);
});

it('takes another id of the same value without loading', async () => {
  const { secret, source, load } = used();
  await secret.start();
  source.put('4', 'first');
  await secret.refresh();
  expect(secret.version).toBe('4');
  expect(load).toHaveBeenCalledTimes(1);
});

it('looks until the version that it was told is there', async () => {
  const { secret, source } = used();
  await secret.start();
  const following = secret.follow('2');
  await until('it looked', () => source.reads > 1);
  source.put('2', 'second');
  await following;
  expect(secret.version).toBe('2');
});

it('does not start with what does not work', async () => {
  const { secret, source } = used({
    load: () => Promise.reject(new Error('no')),
  });
  await expect(secret.start()).rejects.toThrow('no');
  expect(source.isWatched).toBe(false);
  await expect(used({ proof: 'token' }).secret.start()).rejects.toThrow(
    'The secret has no field token',
  );
});

it('ends its watch, releases what it has and takes nothing new once it is closed', async () => {
  const released: string[] = [];
  const { secret, source, load } = used({
    release: old => {
      released.push(old);
    },
  });
  await secret.start();
  expect(source.isWatched).toBe(true);
  await Promise.all([secret.close(), secret.follow('2')]);
  source.put('2', 'second');
  await secret.refresh();
  await secret.close();
  expect(released).toEqual(['first']);
  expect(load).toHaveBeenCalledTimes(1);
  expect(source.isWatched).toBe(false);
  expect(secret.inUse).toEqual([]);
  expect(() => secret.current).toThrow('not in use');
});

it('goes on when releasing the old one does not work', async () => {
  const { secret, source, failures } = used({
    release: () => Promise.reject(new RangeError('the-value')),
  });
  await secret.start();
  source.put('2', 'second');
  await secret.refresh();
  await until('it is told', () => failures.length > 0);
  expect(failures).toEqual([
    { path: PATH, during: 'release', code: 'RangeError' },
  ]);
  expect(versionsOf(secret)).toEqual(['2']);
});
