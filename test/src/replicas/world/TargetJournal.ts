import { readFileSync, statSync } from 'node:fs';

/** A change of a login that the server was sent. */
export interface LoggedEffect {
  readonly kind: 'activated' | 'revoked';
  readonly login: string;
}

const ALTERED = /app=keyturn .*statement: ALTER ROLE "(.+?)" (LOGIN|NOLOGIN) /;
const ASKED_THE_FENCE = /app=keyturn .*pg_advisory_xact_lock/;

/** What Keyturn's administrator did at the target, by the target's own log: PostgreSQL writes every statement down. */
export class TargetJournal {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** Now. */
  mark(): number {
    return statSync(this.#file).size;
  }

  /** The changes of some logins since a mark, in order. */
  effects(logins: readonly string[], since: number): LoggedEffect[] {
    return this.#lines(since).flatMap(line => {
      const [, login, turn] = ALTERED.exec(line) ?? [];
      if (!logins.includes(login)) return [];
      return [{ login, kind: turn === 'LOGIN' ? 'activated' : 'revoked' }];
    });
  }

  /** How often somebody asked for the right to change logins since a mark, whatever came of it. */
  attempts(since: number): number {
    return this.#lines(since).filter(line => ASKED_THE_FENCE.test(line)).length;
  }

  #lines(since: number): string[] {
    return readFileSync(this.#file).toString('utf8', since).split('\n');
  }
}
