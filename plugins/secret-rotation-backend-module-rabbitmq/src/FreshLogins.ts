import {
  probesOf,
  requireFields,
  tryEverywhere,
  type Address,
  type EndpointOutcome,
  type EndpointProbe,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { connect, type ChannelModel } from 'amqplib';
import type { Patience } from './patience';
import type { RabbitMqRotatorSettings } from './settings';

/**
 * How a fresh login ended.
 *
 * - `accepted`: logged in, and the virtual host was opened
 * - `host-refused`: logged in, but the virtual host is not there or not for this user
 * - `rejected`: RabbitMQ refuses this user or this password
 * - `unknown`: everything else
 */
export type LoginOutcome = 'accepted' | 'host-refused' | 'rejected' | 'unknown';

/** Where a value is tried when neither the operator nor the value names a virtual host. */
const ANY_HOST = '/';

// The driver gives what the server said in its text alone. It is read here and goes no further.
const REFUSED = /^Handshake terminated by server: 403 /;
const NOT_OPENED = /^Expected ConnectionOpenOk; got <ConnectionClose\b/;

/** Tries values as consumers use them: by fresh logins with AMQP 0-9-1. */
export class FreshLogins {
  readonly #settings: RabbitMqRotatorSettings;
  readonly #patience: Patience;

  constructor(settings: RabbitMqRotatorSettings, patience: Patience) {
    this.#settings = settings;
    this.#patience = patience;
  }

  /** Logs in at every endpoint. Never throws. */
  async tryEverywhere(
    value: SecretValue,
    signal: AbortSignal,
  ): Promise<EndpointOutcome<LoginOutcome>[]> {
    const { endpoints } = this.#settings;
    return tryEverywhere(endpoints, address =>
      this.#tryLogin(address, value, signal),
    );
  }

  /** {@link FreshLogins.tryEverywhere} in the engine's three answers. */
  async probe(
    value: SecretValue,
    signal: AbortSignal,
  ): Promise<EndpointProbe[]> {
    return probesOf(await this.tryEverywhere(value, signal));
  }

  async #tryLogin(
    { host, port }: Address,
    value: SecretValue,
    signal: AbortSignal,
  ): Promise<LoginOutcome> {
    const { tls, virtualHost } = this.#settings;
    const { loginMs } = this.#patience;
    const over = AbortSignal.any([signal, AbortSignal.timeout(loginMs)]);
    try {
      over.throwIfAborted();
      requireFields(value, ['username', 'password']);
      const login = connect(
        {
          protocol: tls === false ? 'amqp' : 'amqps',
          hostname: host,
          port,
          username: value.reveal('username'),
          password: value.reveal('password'),
          vhost:
            virtualHost ??
            (value.has('vhost') ? value.reveal('vhost') : ANY_HOST),
          heartbeat: 0,
        },
        {
          ...(tls || {}),
          timeout: loginMs,
          clientProperties: { connection_name: 'keyturn' },
        },
      );
      const connection = await before(over, login);
      // Whatever comes after the answer does not change it.
      connection.on('error', () => undefined);
      await connection.close().catch(() => undefined);
      return 'accepted';
    } catch (error) {
      const said = error instanceof Error ? error.message : '';
      if (REFUSED.test(said)) return 'rejected';
      return NOT_OPENED.test(said) ? 'host-refused' : 'unknown';
    }
  }
}

/** Gives a login up when its time is over. One that succeeds after that is closed again. */
async function before(
  signal: AbortSignal,
  login: Promise<ChannelModel>,
): Promise<ChannelModel> {
  let over: () => void = () => undefined;
  const stopped = new Promise<never>((_, reject) => {
    over = () => {
      login.then(late => late.close()).catch(() => undefined);
      reject(new Error('The time is over'));
    };
    signal.addEventListener('abort', over, { once: true });
  });
  try {
    return await Promise.race([login, stopped]);
  } finally {
    signal.removeEventListener('abort', over);
  }
}
