/** One line of PostgreSQL's log that tells of a failure. @internal */
export interface LoggedFailure {
  readonly at: Date;
  readonly user: string;
  readonly application: string;
  readonly severity: string;
  readonly code: string;
}

const LINE =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) UTC \[\d+\] user=(.*?) db=.*? app=(.*?) state=(\S{5}) (ERROR|FATAL|PANIC): {2}/;
const REFUSED = ['28P01', '28000'];
const OWN_APPLICATIONS = ['keyturn', 'keyturn-demo'];

/** Every failure of some roles in a log whose lines begin with the world's prefix. @internal */
export function failuresInLog(
  text: string,
  users: readonly string[],
): LoggedFailure[] {
  return text.split('\n').flatMap(line => {
    const [, time, user, application, code, severity] = LINE.exec(line) ?? [];
    return time !== undefined && users.includes(user)
      ? [
          {
            at: new Date(`${time.replace(' ', 'T')}Z`),
            user,
            application,
            severity,
            code,
          },
        ]
      : [];
  });
}

/** When which login could be in use by the services. @internal */
export interface RotationTimes {
  readonly oldUser: string;
  readonly newUser: string;
  /** Before it no service could know the new login. */
  readonly promoteBegan: Date;
  /** From it on every service had proven to use the new login. */
  readonly revokeBegan: Date;
}

/**
 * Parts the failures of the services from the refusals that Keyturn and the demo provoke on purpose: the new login
 * tried before it was active, and the old one tried after it was revoked. PostgreSQL does not know the application of
 * a refused login, so those are told by user and time; a service that met such a refusal has it in its own journal,
 * which is counted besides.
 * @internal
 */
export function judgeFailures(
  failures: readonly LoggedFailure[],
  times: RotationTimes,
): { ofServices: LoggedFailure[]; provoked: LoggedFailure[] } {
  const isProvoked = (failure: LoggedFailure) =>
    OWN_APPLICATIONS.includes(failure.application) ||
    (REFUSED.includes(failure.code) &&
      ((failure.user === times.newUser && failure.at < times.promoteBegan) ||
        (failure.user === times.oldUser && failure.at >= times.revokeBegan)));
  return {
    ofServices: failures.filter(failure => !isProvoked(failure)),
    provoked: failures.filter(isProvoked),
  };
}
