/** One line of PostgreSQL's log that tells of a failure. @internal */
export interface LoggedFailure {
  readonly at: Date;
  readonly user: string;
  readonly application: string;
  readonly severity: string;
  readonly code: string;
}

/** The failures of the services' logins. @internal */
export interface JudgedFailures {
  readonly ofServices: readonly LoggedFailure[];
  /** Refusals that Keyturn and the demo met when they tried a login that had to be refused. */
  readonly provoked: readonly LoggedFailure[];
}

const LINE =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) UTC \[\d+\] user=(.*?) db=.*? app=(.*?) state=(\S{5}) (\w+): {2}(.*)$/;
const TURNED = /^statement: ALTER ROLE "(.+?)" (LOGIN|NOLOGIN) /;
const FAILURES = ['ERROR', 'FATAL', 'PANIC'];
const REFUSED = ['28P01', '28000'];
const OWN_APPLICATIONS = ['keyturn', 'keyturn-demo'];

/**
 * Reads a log whose lines begin with the world's prefix, in its own order and by no clock but its own: it also holds
 * the statements by which Keyturn lets a login in and shuts one out. A refusal of a login that is shut out at that
 * line was provoked on purpose; every other failure counts against the services. PostgreSQL does not know the
 * application of a refused login; a service that met such a refusal has it in its own journal, which is counted
 * besides.
 * @param logins - the logins of the services
 * @param open - those that are let in at the log's beginning
 * @internal
 */
export function judgeLog(
  text: string,
  logins: readonly string[],
  open: readonly string[],
): JudgedFailures {
  const letIn = new Set(open);
  const ofServices: LoggedFailure[] = [];
  const provoked: LoggedFailure[] = [];
  for (const line of text.split('\n')) {
    const [, time, user, application, code, severity, message] =
      LINE.exec(line) ?? [];
    if (time === undefined) {
      continue; // goes on with the line before
    }
    const [, login, turn] = TURNED.exec(message) ?? [];
    if (application === 'keyturn' && turn === 'LOGIN') {
      letIn.add(login);
    } else if (application === 'keyturn' && turn === 'NOLOGIN') {
      letIn.delete(login);
    }
    if (logins.includes(user) && FAILURES.includes(severity)) {
      const at = new Date(`${time.replace(' ', 'T')}Z`);
      const failure = { at, user, application, severity, code };
      const isProvoked =
        OWN_APPLICATIONS.includes(application) ||
        (REFUSED.includes(code) && !letIn.has(user));
      (isProvoked ? provoked : ofServices).push(failure);
    }
  }
  return { ofServices, provoked };
}
