import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  MisconfiguredError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import type { Challenge, ChallengeHookFactory } from './ChallengeHook';

const entry = z.object({ folder: z.string().startsWith('/') });
const TOKEN = /^[A-Za-z0-9_-]+$/;

/** Writes the answers of http-01 into a folder that a web server has at `/.well-known/acme-challenge/`. */
export const createHttpFolder: ChallengeHookFactory = (config, key) => {
  const read = entry.safeParse(config.get());
  if (!read.success) {
    throw new MisconfiguredError(
      `${key}.folder is missing or not usable`,
      'Give the absolute path of the folder that a web server has at /.well-known/acme-challenge/ of each name',
    );
  }
  const { folder } = read.data;
  const fileOf = ({ token }: Challenge) => {
    // It comes from the ACME server and becomes a file's name.
    if (!TOKEN.test(token)) {
      throw new UnavailableError('The ACME server gave an unknown answer');
    }
    return join(folder, token);
  };
  return {
    type: 'http-01',
    present: async challenge => {
      await writeFile(fileOf(challenge), challenge.answer).catch(() => {
        throw new MisconfiguredError(
          'The folder for answers to ACME challenges is missing or not writable',
          `Make the folder in ${key}.folder and let the user of Backstage write in it`,
        );
      });
    },
    remove: async challenge => {
      await rm(fileOf(challenge), { force: true });
    },
  };
};
