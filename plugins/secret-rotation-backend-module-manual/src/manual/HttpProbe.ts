import {
  exchange,
  type AddressGuard,
  type EndpointProbe,
  type ProbeAnswer,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** A request that tells whether the other side accepts a value. @internal */
export interface ProbeSettings {
  /** The only place that ever hears a value: scheme, host and port. */
  readonly origin: string;
  /** Path and query. They hold no value: servers log them. */
  readonly target: string;
  /** By name. `{field}` stands for that field of the value. */
  readonly headers: Readonly<Record<string, string>>;
  readonly accepted: readonly number[];
  readonly rejected: readonly number[];
  readonly guard: AddressGuard;
  readonly timeoutMs: number;
}

const FIELD = /\{([A-Za-z0-9_.-]{1,64})\}/g;
/** What a header can carry. */
const CARRIED = /^[\t\x20-\x7e\x80-\xff]*$/;
const ENDPOINT = 'endpoint 1 of 1';

/** Asks the other side of a secret that people change, by one request that reads. @internal */
export class HttpProbe {
  readonly #settings: ProbeSettings;

  constructor(settings: ProbeSettings) {
    this.#settings = settings;
  }

  /** Never throws: what cannot be told is `unknown`. */
  async ask(value: SecretValue, signal: AbortSignal): Promise<EndpointProbe[]> {
    return [{ endpoint: ENDPOINT, answer: await this.#answer(value, signal) }];
  }

  async #answer(value: SecretValue, signal: AbortSignal): Promise<ProbeAnswer> {
    const { origin, target, accepted, rejected, guard, timeoutMs } =
      this.#settings;
    const headers = this.#headersFor(value);
    if (!headers || signal.aborted) return 'unknown';
    const given = await exchange(
      origin,
      { method: 'GET', target, headers },
      {
        guard,
        timeoutMs,
        signal,
      },
    );
    if (given.kind !== 'answered') return 'unknown';
    if (accepted.includes(given.status)) return 'accepted';
    return rejected.includes(given.status) ? 'rejected' : 'unknown';
  }

  /** `undefined` where the value has not all the fields, or one that no header can carry. */
  #headersFor(value: SecretValue): Record<string, string> | undefined {
    const headers: Record<string, string> = {};
    for (const [name, template] of Object.entries(this.#settings.headers)) {
      const lacks = [...template.matchAll(FIELD)].some(
        ([, field]) => !value.has(field),
      );
      if (lacks) return undefined;
      const text = template.replace(FIELD, (_, field: string) =>
        value.reveal(field),
      );
      if (!CARRIED.test(text)) return undefined;
      headers[name] = text;
    }
    return headers;
  }
}
