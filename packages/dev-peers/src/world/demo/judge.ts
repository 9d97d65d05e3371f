import { readFile } from 'node:fs/promises';
import type { RunDetail } from '@keyturn/backstage-plugin-secret-rotation-common';
import { STEPS } from '@keyturn/backstage-plugin-secret-rotation-common';
import { readJournals, type Journals } from '../../services';
import { worldPaths } from '../folder';
import { findLeaks, type LeakSearch } from '../leaks/findLeaks';
import { guardedValues } from '../leaks/guardedValues';
import { LOGINS } from '../payments/database';
import { judgeLog, type LoggedFailure } from './postgresLog';
import type { Rotation } from './rotateOnce';

/** One step as the demo reports it. @internal */
export interface ReportedStep {
  readonly step: string;
  readonly startedAt: string;
  readonly seconds: number;
  readonly tries: number;
  readonly evidence: readonly string[];
}

/** What the demo found. @internal */
export interface Verdict {
  readonly journals: Journals;
  readonly failuresOfServices: readonly LoggedFailure[];
  readonly provoked: readonly LoggedFailure[];
  readonly search: LeakSearch;
  readonly steps: readonly ReportedStep[];
  /** What is not as it must be, in words. Empty: all is well. */
  readonly objections: readonly string[];
}

/** Judges a rotation from what the world left in its folder. @internal */
export async function judge(
  folder: string,
  rotation: Rotation,
  wanted: { readonly kills: number },
): Promise<Verdict> {
  const paths = worldPaths(folder);
  const { run, old } = rotation;
  const journals = readJournals(paths.journals);
  const { ofServices, provoked } = judgeLog(
    await readFile(paths.postgresLog, 'utf8'),
    LOGINS,
    [old.username],
  );
  const search = await findLeaks(
    folder,
    guardedValues({
      gone: [old.password],
      current: rotation.new.password,
      credentials: rotation.surroundings.credentials,
    }),
  );
  const steps = stepsOf(run);
  const missing = STEPS.filter(
    name => !steps.some(({ step }) => step === name),
  );
  const objections = [
    run.state !== 'succeeded' && `the run ended as ${run.state}`,
    rotation.runs !== 1 && `there are ${rotation.runs} runs`,
    missing.length > 0 && `steps are missing: ${missing.join(', ')}`,
    rotation.kills !== wanted.kills &&
      `the backend was killed ${rotation.kills} times, not ${wanted.kills}`,
    old.username === rotation.new.username && 'the login did not change',
    old.answer.kind !== 'refused' &&
      `the old login is ${old.answer.kind}, not refused`,
    rotation.new.answer.kind !== 'accepted' &&
      `the new login is ${rotation.new.answer.kind}, not accepted`,
    rotation.oldIsReadable && 'the store still gives the old version',
    journals.served === 0 && 'no service served a query',
    ...Object.entries(journals.byService).map(
      ([name, each]) =>
        each.failed > 0 && `${name} failed ${each.failed} queries`,
    ),
    ...Object.entries(journals.byService).map(
      ([name, each]) =>
        each.versions.length < 2 && `${name} never used the new version`,
    ),
    ofServices.length > 0 &&
      `PostgreSQL's log holds ${ofServices.length} failures of the services' logins`,
    search.leaks.length > 0 && `${search.leaks.length} leaks`,
  ].filter(text => text !== false);
  return {
    journals,
    failuresOfServices: ofServices,
    provoked,
    search,
    steps,
    objections,
  };
}

function stepsOf(run: RunDetail): ReportedStep[] {
  return run.attempts
    .filter(attempt => attempt.state === 'done')
    .map(({ step, startedAt, endedAt, evidence }) => ({
      step,
      startedAt,
      seconds:
        (Date.parse(endedAt ?? startedAt) - Date.parse(startedAt)) / 1000,
      tries: run.attempts.filter(attempt => attempt.step === step).length,
      evidence: evidence ?? [],
    }));
}
