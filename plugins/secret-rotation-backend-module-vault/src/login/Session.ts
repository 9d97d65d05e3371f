import {
  UnavailableError,
  type EffectContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { VaultAuth } from '../client/VaultAuth';
import type { VaultConnection } from '../client/VaultConnection';
import type { KvEndpoint } from '../kv/endpoints';
import { leaseOf } from './exchange';
import type { Lease, Login, LoginFactory } from './Login';
import { OWN_TOKEN } from './ownToken';
import { untilAborted } from './untilAborted';

/** A token in use. */
interface Held extends Lease {
  /** When to see to another one. */
  readonly renewAt: number;
  readonly endsAt: number;
}

// Of a token's life. Two more tries fit in before it ends.
const RENEW_AFTER = 2 / 3;
const RETRY_MS = 10_000;
// A missing right looks like a revoked token: it must not have us log in for every request.
const RELOGIN_MS = 60_000;

/**
 * Logs in when a token is needed, prolongs it before it ends, and logs in anew where it cannot be prolonged or the
 * server refuses it. Callers that need a token at the same time wait for one login.
 */
export class Session implements VaultAuth {
  readonly #connection: VaultConnection;
  readonly #login: Login;
  readonly #now: () => number;
  #held: Held | undefined;
  #pending: Promise<Held> | undefined;
  #repeatedAt = -Infinity;

  constructor(
    connection: VaultConnection,
    login: LoginFactory,
    now: () => number = Date.now,
  ) {
    this.#connection = connection;
    this.#login = login(connection, context => this.logInAnew(context));
    this.#now = now;
  }

  async token(context: EffectContext): Promise<string> {
    const held = this.#held;
    if (held && this.#now() < held.renewAt) {
      return held.token;
    }
    return (await this.#once(() => this.#next(held), context)).token;
  }

  async tokenAfterRefusal(
    refused: string,
    context: EffectContext,
  ): Promise<string | undefined> {
    // Whoever was refused with us may be logging in already.
    while (this.#pending) {
      await untilAborted(Promise.allSettled([this.#pending]), context.signal);
    }
    const held = this.#held;
    if (held && held.token !== refused) {
      return held.token; // somebody else logged in meanwhile
    }
    if (
      !this.#login.isRepeatable ||
      this.#now() - this.#repeatedAt < RELOGIN_MS
    ) {
      return undefined;
    }
    this.#repeatedAt = this.#now();
    const { token } = await this.#once(() => this.#begin(), context);
    return token === refused ? undefined : token;
  }

  /** The rights over itself that the token needs. */
  get rights(): readonly KvEndpoint[] {
    return this.#login.isRepeatable ? [] : OWN_TOKEN;
  }

  /** When the token ends and nothing here can prolong or replace it; `undefined`: that is not so, or not known. */
  async endsAt(context: EffectContext): Promise<number | undefined> {
    await this.token(context);
    const held = this.#held;
    return held &&
      !held.isRenewable &&
      !this.#login.isRepeatable &&
      held.endsAt < Infinity
      ? held.endsAt
      : undefined;
  }

  /** Logs in by what is valid now, and goes on with that token. The former one is given back. */
  async logInAnew(context: EffectContext): Promise<void> {
    const former = this.#held;
    // A login that is under way may have begun with what was valid before.
    await untilAborted(Promise.allSettled([this.#pending]), context.signal);
    await this.#once(() => this.#begin(), context);
    if (former) await this.#giveBack(former, context);
  }

  /** Prolongs a token that would else end while nobody uses it. Called from time to time. */
  async keepAlive(context: EffectContext): Promise<void> {
    if (!this.#login.isRepeatable) {
      await this.token(context);
    }
  }

  async #next(held: Held | undefined): Promise<Held> {
    if (!held || this.#now() >= held.endsAt) {
      return this.#begin();
    }
    const renewed = held.isRenewable ? await this.#renew(held) : undefined;
    if (renewed) {
      return renewed;
    }
    return this.#login.isRepeatable ? this.#begin() : this.#keep(held);
  }

  async #begin(): Promise<Held> {
    return this.#hold(await this.#login.login());
  }

  /** `undefined`: the server prolongs it no further. */
  async #renew(held: Held): Promise<Held | undefined> {
    try {
      const answer = await this.#connection.send({
        verb: 'write',
        path: 'auth/token/renew-self',
        token: held.token,
        body: {},
      });
      if (answer.status !== 200) {
        return undefined;
      }
      const lease = leaseOf(answer);
      // Near the longest life that it may have, it is prolonged by less and less.
      const isWhole = (lease.ttlMs ?? Infinity) * 2 >= (held.ttlMs ?? 0);
      return isWhole || !this.#login.isRepeatable
        ? this.#hold(lease)
        : undefined;
    } catch (error) {
      if (!(error instanceof UnavailableError)) {
        throw error;
      }
      // The token still lives. A server that cannot be asked says so again to whoever uses it.
      this.#held = { ...held, renewAt: this.#now() + RETRY_MS };
      return this.#held;
    }
  }

  /** Where the token's policy does not let it end itself, it ends with its lease. */
  async #giveBack({ token }: Held, { signal }: EffectContext): Promise<void> {
    await this.#connection.send({
      verb: 'write',
      path: 'auth/token/revoke-self',
      token,
      body: {},
      signal,
    });
  }

  /** Uses a token to its end. */
  #keep(held: Held): Held {
    this.#held = { ...held, renewAt: held.endsAt };
    return this.#held;
  }

  #hold(lease: Lease): Held {
    const ttl = lease.ttlMs ?? Infinity;
    this.#held = {
      ...lease,
      renewAt: this.#now() + ttl * RENEW_AFTER,
      endsAt: this.#now() + ttl,
    };
    return this.#held;
  }

  #once(act: () => Promise<Held>, { signal }: EffectContext): Promise<Held> {
    // Not aborted with the caller that happened to come first: others wait for it too.
    this.#pending ??= act().finally(() => {
      this.#pending = undefined;
    });
    return untilAborted(this.#pending, signal);
  }
}
