import type { LoggedFailure } from './postgresLog';
import type { Verdict } from './judge';
import type { Narrator } from './Narrator';
import type { Rotation } from './rotateOnce';

/** Prints what was found; the last lines say it all. @internal */
export function printVerdict(
  narrator: Narrator,
  rotation: Rotation,
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
  narrator.line(`store: ${rotation.store}`);
  narrator.line(`kills of the portal's backend: ${rotation.kills}`);
  narrator.line(`leaks: ${search.leaks.length}`);
  narrator.line(
    `old login ${rotation.old.username}: ${rotation.old.answer.kind}`,
  );
  narrator.line(
    `new login ${rotation.new.username}: ${rotation.new.answer.kind}`,
  );
  narrator.line(`served queries: ${journals.served}`);
  narrator.line(`failed queries: ${failedQueries(verdict)}`);
}

/** What `--json` prints. @internal */
export function summaryOf(
  rotation: Rotation,
  verdict: Verdict,
  portalDatabase: string,
) {
  return {
    rotated: rotation.run.state === 'succeeded',
    run: rotation.run.label,
    portalDatabase,
    store: rotation.store,
    servedQueries: verdict.journals.served,
    failedQueries: failedQueries(verdict),
    oldRefused: rotation.old.answer.kind === 'refused',
    newAccepted: rotation.new.answer.kind === 'accepted',
    oldDestroyed: !rotation.oldIsReadable,
    kills: rotation.kills,
    leaks: verdict.search.leaks,
    objections: verdict.objections,
    steps: verdict.steps,
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
