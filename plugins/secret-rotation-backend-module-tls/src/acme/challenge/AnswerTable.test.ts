import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { AnswerTable } from './AnswerTable';

jest.setTimeout(120_000);

const databases = TestDatabases.create();
const HOUR_MS = 3_600_000;

describe.each(databases.eachSupportedId())(
  'the answers to challenges on %s',
  id => {
    async function replicas(now: () => number = Date.now) {
      const knex = await databases.init(id);
      return [1, 2].map(
        () => new AnswerTable(mockServices.database({ knex }), now),
      );
    }

    it('are found by every replica, also when all begin at once', async () => {
      const [one, other] = await replicas();
      await Promise.all([
        one.put('first', 'an answer'),
        other.put('second', 'another'),
      ]);
      expect(await other.find('first')).toBe('an answer');
      expect(await one.find('second')).toBe('another');
      expect(await one.find('third')).toBeUndefined();
    });

    it('may be put and removed twice', async () => {
      const [answers] = await replicas();
      await answers.put('token', 'first');
      await answers.put('token', 'second');
      expect(await answers.find('token')).toBe('second');
      await answers.remove('token');
      await answers.remove('token');
      expect(await answers.find('token')).toBeUndefined();
    });

    it('go after an hour, whoever died meanwhile', async () => {
      let now = Date.now();
      const [answers] = await replicas(() => now);
      await answers.put('left', 'by a worker');
      now += HOUR_MS - 1;
      expect(await answers.find('left')).toBe('by a worker');
      now += 1;
      expect(await answers.find('left')).toBeUndefined();
      await answers.put('new', 'an answer');
      now -= 1;
      expect(await answers.find('left')).toBeUndefined();
    });
  },
);
