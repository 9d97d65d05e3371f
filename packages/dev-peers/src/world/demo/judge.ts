import { readFile } from 'node:fs/promises';
import type { RunDetail } from '@keyturn/backstage-plugin-secret-rotation-common';
import { STEPS } from '@keyturn/backstage-plugin-secret-rotation-common';
import { readJournals, type Journals } from '../../services';
import { worldPaths } from '../folder';
import { findLeaks, type LeakSearch } from '../leaks/findLeaks';
import { guardedValues } from '../leaks/guardedValues';
import { judgeLog, type LoggedFailure } from './postgresLog';
import type { Rotation, SeenWorld } from './rotateOnce';

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
  /** What is not as it must be, in words. Empty: all is well. */
  readonly objections: readonly string[];
}

/** Judges what was seen, and what the world left in its folder. @internal */
export async function judge(
  folder: string,
  { rotations, kills, surroundings }: SeenWorld,
  wanted: { readonly kills: number },
): Promise<Verdict> {
  const paths = worldPaths(folder);
  const journals = readJournals(paths.journals);
  const { ofServices, provoked } = judgeLog(
    await readFile(paths.postgresLog, 'utf8'),
    rotations.flatMap(({ secret }) => secret.logins),
    rotations.map(({ old }) => old.username),
  );
  const search = await findLeaks(
    folder,
    guardedValues({
      gone: rotations.map(({ old }) => old.password),
      current: rotations.map(each => each.new.password),
      credentials: surroundings.credentials,
    }),
  );
  const objections = [
    rotations.length === 0 && 'there was nothing to rotate',
    ...rotations.flatMap(objectionsTo),
    kills !== wanted.kills &&
      `the backend was killed ${kills} times, not ${wanted.kills}`,
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
    objections,
  };
}

function objectionsTo(rotation: Rotation): string[] {
  const { run, runs, old, secret, oldIsReadable } = rotation;
  const steps = stepsOf(run);
  const missing = STEPS.filter(
    name => !steps.some(({ step }) => step === name),
  );
  return [
    run.state !== 'succeeded' && `the run ended as ${run.state}`,
    runs !== 1 && `there are ${runs} runs`,
    missing.length > 0 && `steps are missing: ${missing.join(', ')}`,
    old.username === rotation.new.username && 'the login did not change',
    old.answer.kind !== 'refused' &&
      `the old login is ${old.answer.kind}, not refused`,
    rotation.new.answer.kind !== 'accepted' &&
      `the new login is ${rotation.new.answer.kind}, not accepted`,
    oldIsReadable && 'the store still gives the old version',
  ]
    .filter(text => text !== false)
    .map(text => `${secret.name}: ${text}`);
}

/** The steps of a run that are done. @internal */
export function stepsOf(run: RunDetail): ReportedStep[] {
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
