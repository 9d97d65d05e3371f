import type { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import { createRemoteJWKSet, importJWK, jwtVerify, SignJWT } from 'jose';
import { keyOf, parseKeySet, type KeySet } from '../keys/KeySet';
import { publishedBy } from '../keys/publicKey';
import { serve, type Served } from './serve';

const HOUR = 3_600;

interface Token {
  readonly text: string;
  /** In seconds. */
  readonly expires: number;
}

/**
 * Two instances of an issuer and a verifier, as real HTTP services. They go by a clock that the test moves. The verifier
 * keeps what it has read of the first instance's document until `expireCache`, and asks for no unknown key meanwhile.
 */
export class TokenWorld {
  /** What verifiers said besides yes. */
  readonly failures: string[] = [];
  verified = 0;
  /** What the instances of the issuer were asked, a line each. */
  readonly asked: string[] = [];
  now = 1_800_000_000;
  readonly #sets: Array<KeySet | undefined> = [];
  readonly #servers: Served[] = [];
  readonly #tokens: Token[] = [];
  #known?: ReturnType<typeof createRemoteJWKSet>;

  static async start(instances = 2): Promise<TokenWorld> {
    const world = new TokenWorld();
    for (let instance = 0; instance < instances; instance += 1) {
      world.#servers.push(
        await serve(async ({ method, url }, body) => {
          world.asked.push(`${method} ${url} ${body}`);
          return url === '/jwks'
            ? { keys: world.#published(instance) }
            : world.#sign(instance);
        }),
      );
    }
    world.#servers.push(
      await serve((_, body) => world.#verify(JSON.parse(body))),
    );
    return world;
  }

  get jwks(): string[] {
    return this.#servers.slice(0, -1).map(({ origin }) => `${origin}/jwks`);
  }

  /** An instance loads what the store has. */
  load(instance: number, value: SecretValue): void {
    this.#sets[instance] = parseKeySet(value.reveal('keySet'));
  }

  /** What a verifier knows is too old, so it reads the document anew. */
  expireCache(): void {
    this.#known = createRemoteJWKSet(new URL(this.jwks[0]), {
      cooldownDuration: HOUR * 1_000,
    });
  }

  /** Every instance signs, and every token that has not expired is verified. */
  async work(rounds = 3): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      await Promise.all(
        this.jwks.map(async address => {
          const response = await fetch(new URL('/token', address));
          this.#tokens.push((await response.json()) as Token);
        }),
      );
      const valid = this.#tokens.filter(({ expires }) => expires > this.now);
      await Promise.all(valid.map(token => this.#present(token)));
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#servers.map(server => server.close()));
  }

  async #present({ text }: Token): Promise<void> {
    const verifier = this.#servers[this.#servers.length - 1];
    const response = await fetch(verifier.origin, {
      method: 'POST',
      body: JSON.stringify({ text }),
    });
    if (response.ok) this.verified += 1;
    else this.failures.push(await response.text());
  }

  #published(instance: number): unknown[] {
    const set = this.#sets[instance];
    return set ? publishedBy(set) : [];
  }

  async #sign(instance: number): Promise<Token> {
    const set = this.#sets[instance];
    const key = set && keyOf(set, set.current);
    if (!key) throw new Error('The issuer has loaded no key');
    const expires = this.now + HOUR;
    const text = await new SignJWT({})
      .setProtectedHeader({ alg: String(key.alg), kid: key.kid })
      .setIssuedAt(this.now)
      .setExpirationTime(expires)
      .sign(await importJWK(key));
    return { text, expires };
  }

  async #verify({ text }: { text: string }): Promise<unknown> {
    if (!this.#known) throw new Error('The verifier knows no document');
    const currentDate = new Date(this.now * 1_000);
    const { payload } = await jwtVerify(text, this.#known, { currentDate });
    return payload;
  }
}
