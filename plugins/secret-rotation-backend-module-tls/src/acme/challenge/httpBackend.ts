import {
  MisconfiguredError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { AnswerTable } from './AnswerTable';
import type { ChallengeHookFactory } from './ChallengeHook';

/** Where ACME servers look (RFC 8555, 8.3). It is not Backstage's to choose. */
export const CHALLENGE_PATH = '/.well-known/acme-challenge';

/** As long as the column; authorities make tokens of some forty characters. */
const TOKEN = /^[A-Za-z0-9_-]{1,255}$/;

type Answers = Pick<AnswerTable, 'put' | 'find' | 'remove'>;

/** Has Backstage itself answer http-01. The database's own words are dropped. */
export function httpBackend(answers: Answers): ChallengeHookFactory {
  return (config, key) => {
    const unknown = config.keys().find(name => name !== 'hook');
    if (unknown !== undefined) {
      throw new MisconfiguredError(
        `${key}.${unknown} is not a known key`,
        'Remove it: http-backend needs nothing but its name',
      );
    }
    return {
      type: 'http-01',
      present: async ({ token, answer }) => {
        if (!TOKEN.test(token)) {
          throw new UnavailableError('The ACME server gave an unknown answer');
        }
        await inOurWords(answers.put(token, answer));
      },
      remove: async ({ token }) => inOurWords(answers.remove(token)),
    };
  };
}

/**
 * Answers for {@link CHALLENGE_PATH}, to anybody: ACME servers do not log in. It gives away only what was put there, which
 * is worthless without the account's key.
 */
export function answerRouter(
  answers: Pick<Answers, 'find'>,
  isUsed: () => boolean,
): Router {
  const router = PromiseRouter();
  router.get('/:token', async (request, response) => {
    const { token } = request.params;
    const answer =
      isUsed() && TOKEN.test(token)
        ? await answers.find(token).catch(() => undefined) // as if there was none
        : undefined;
    response.set('cache-control', 'no-store');
    if (answer === undefined) response.status(404).end();
    else response.type('application/octet-stream').send(Buffer.from(answer));
  });
  return router;
}

async function inOurWords(done: Promise<void>): Promise<void> {
  await done.catch(() => {
    throw new UnavailableError('The portal’s database does not answer');
  });
}
