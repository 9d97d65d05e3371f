import type { LoggedFailure } from './postgresLog';
import { stepsOf, type Verdict } from './judge';
import type { Narrator } from './Narrator';
import type { SeenWorld } from './rotateOnce';

/** Prints what was found; the last lines say it all. @internal */
export function printVerdict(
  narrator: Narrator,
  { rotations, kills }: SeenWorld,
  verdict: Verdict,
): void {
  const { journals, search, provoked, failuresOfServices } = verdict;
  narrator.line('');
  for (const [name, each] of Object.entries(journals.byService)) {
    const codes = Object.entries(each.failures).map(
      ([code, count]) => `${count} × ${code}`,
    );
    narrator.line(
      `${name}: ${each.served} queries served, ${each.failed} failed${
        codes.length > 0 ? ` (${codes.join(', ')})` : ''
      }, versions used: ${each.versions.join(' → ')}, processes: ${
        each.starts
      }`,
    );
  }
  narrator.line(
    `PostgreSQL's log: ${failuresOfServices.length} failures of the services' logins; refusals that Keyturn and the demo provoked to prove something: ${provoked.length}`,
  );
  for (const failure of failuresOfServices) {
    narrator.line(`  failure:  ${words(failure)}`);
  }
  for (const failure of provoked) {
    narrator.line(`  provoked: ${words(failure)}`);
  }
  narrator.line(
    `searched ${search.files} files (${Math.round(
      search.bytes / 1024 / 1024,
    )} MB) for every value in every encoding`,
  );
  for (const leak of search.leaks) {
    narrator.line(`  leak: ${leak.label} (${leak.form}) in ${leak.path}`);
  }
  for (const objection of verdict.objections) {
    narrator.line(`not as it must be: ${objection}`);
  }
  narrator.line('');
  narrator.line(`kills of the portal's backend: ${kills}`);
  narrator.line(`leaks: ${search.leaks.length}`);
  for (const { store, old, new: replacement } of rotations) {
    narrator.line(`store: ${store}`);
    narrator.line(`old login ${old.username}: ${old.answer.kind}`);
    narrator.line(
      `new login ${replacement.username}: ${replacement.answer.kind}`,
    );
  }
  narrator.line(`served queries: ${journals.served}`);
  narrator.line(`failed queries: ${failedQueries(verdict)}`);
}

/** What `--json` prints. @internal */
export function summaryOf(
  { rotations, kills }: SeenWorld,
  verdict: Verdict,
  portalDatabase: string,
) {
  return {
    rotated: rotations.every(({ run }) => run.state === 'succeeded'),
    portalDatabase,
    servedQueries: verdict.journals.served,
    failedQueries: failedQueries(verdict),
    oldRefused: rotations.every(({ old }) => old.answer.kind === 'refused'),
    newAccepted: rotations.every(each => each.new.answer.kind === 'accepted'),
    oldDestroyed: rotations.every(({ oldIsReadable }) => !oldIsReadable),
    kills,
    leaks: verdict.search.leaks,
    objections: verdict.objections,
    rotations: rotations.map(({ secret, store, run }) => ({
      secret: secret.name,
      store,
      run: run.label,
      steps: stepsOf(run),
    })),
  };
}

/** A query that failed shows in the journal, in the log, or in both: the greater number is the honest one. */
function failedQueries(verdict: Verdict): number {
  return Math.max(verdict.journals.failed, verdict.failuresOfServices.length);
}

function words(failure: LoggedFailure): string {
  const { at, user, application, severity, code } = failure;
  return `${at.toISOString()} ${user} ${application} ${severity} ${code}`;
}
