import { randomBytes } from 'node:crypto';
import type { Fence } from '../../../contracts/fence';
import { UnavailableError } from '../../../errors';
import { SecretValue } from '../../../SecretValue';
import type { InterceptPoint } from '../../cases/moments';
import type { ConformanceSession } from '../world';

/** What the target accepts: one credential of one account. */
export interface Credential {
  readonly account: string;
  readonly password: string;
  readonly madeAt: number;
  /** Whether a rotator made it: marked, as a provider's label is. */
  readonly isOurs: boolean;
  isUsed: boolean;
}

interface OpenSession {
  readonly id: string;
  readonly account: string;
  readonly since: Date;
  isEnded: boolean;
}

/** A target in memory, written for the kit's own tests: it accepts any number of credentials for each account. */
export class InMemoryTarget {
  readonly credentials: Credential[] = [];
  readonly sessions: OpenSession[] = [];
  readonly log: string[] = [];
  /** How many credentials it takes. */
  room = 4;
  /** How often it was written to. */
  writes = 0;
  fence: Fence = { run: 0, epoch: 0 };

  add(account: string, isOurs: boolean, isUsed = false): SecretValue {
    const password = randomBytes(16).toString('hex');
    this.accept({ account, password, madeAt: Date.now(), isOurs, isUsed });
    return loginOf(account, password);
  }

  accept(credential: Credential): void {
    this.writes += 1;
    this.credentials.push(credential);
  }

  remove(isMeant: (credential: Credential) => boolean): void {
    for (const credential of this.credentials.filter(isMeant)) {
      this.writes += 1;
      this.credentials.splice(this.credentials.indexOf(credential), 1);
    }
  }

  accepts(value: SecretValue): boolean {
    return this.credentials.some(one => isOf(value, one));
  }

  openSession(value: SecretValue): ConformanceSession {
    const session: OpenSession = {
      id: String(this.sessions.length),
      account: value.reveal('username'),
      since: new Date(),
      isEnded: false,
    };
    this.sessions.push(session);
    return {
      isEnded: async () => session.isEnded,
      close: async () => {
        session.isEnded = true;
      },
    };
  }
}

/** The way to the target: whole, or broken from one moment on. */
export class Connection {
  readonly #point: InterceptPoint | undefined;
  #requests = 0;
  #isBroken = false;

  constructor(point?: InterceptPoint) {
    this.#point = point;
  }

  get wasReached(): boolean {
    return this.#isBroken;
  }

  async request<T>(signal: AbortSignal, act: () => T): Promise<T> {
    if (signal.aborted) throw new UnavailableError('Its time is over');
    this.#requests += 1;
    const isHere = this.#requests === this.#point?.request;
    this.#breakIf(isHere && this.#point?.moment === 'before');
    const answer = act();
    this.#breakIf(isHere && this.#point?.moment === 'after');
    return answer;
  }

  #breakIf(now: boolean): void {
    this.#isBroken ||= now;
    if (this.#isBroken) throw new UnavailableError('The connection broke');
  }
}

/** Whether a value is this credential. */
export function isOf(
  value: SecretValue,
  { account, password }: Credential,
): boolean {
  return (
    value.has('username') &&
    value.has('password') &&
    value.reveal('username') === account &&
    value.reveal('password') === password
  );
}

/** A login as a value. */
export function loginOf(username: string, password: string): SecretValue {
  return SecretValue.of({
    username: { value: username, secret: false },
    password: { value: password, secret: true },
  });
}
