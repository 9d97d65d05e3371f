import {
  PermissionDeniedError,
  UnavailableError,
  type AdminLogin,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { Agent, fetch } from 'undici';
import type { Patience } from './patience';
import type { RabbitMqRotatorSettings } from './settings';

/** What to do about an administrator that is refused. */
const ADMINISTRATOR_FIX =
  'Check the login of the rotator in app-config, and give that user the tag administrator';

type Verb = 'GET' | 'PUT' | 'DELETE';

/**
 * The HTTP API of RabbitMQ's management plugin, as the operator's user: each call is a login of its own, by the
 * credential as it is then. It throws the adapter's errors alone: what a server writes into an answer is dropped.
 */
export class ManagementApi {
  readonly #settings: RabbitMqRotatorSettings;
  readonly #patience: Patience;
  readonly #agent: Agent;
  readonly #login: AdminLogin;
  #lastUser: string | undefined;

  constructor(settings: RabbitMqRotatorSettings, patience: Patience) {
    this.#settings = settings;
    this.#patience = patience;
    this.#agent = new Agent({
      connect: settings.tls || {},
      // Each call is a login of its own: nothing is kept between two steps of a run.
      pipelining: 0,
    });
    this.#login = settings.adminLogin(async ({ signal }) => {
      await this.get(['whoami'], signal);
    });
    this.#lastUser = this.#login.user;
  }

  /** The administrator's name, where app-config says it: elsewhere it may change. */
  get configuredUser(): string | undefined {
    return this.#login.user;
  }

  /** The administrator's name, as far as it is known. */
  get user(): string {
    return this.#lastUser ?? 'administrator';
  }

  /**
   * Asks for what is at a path; undefined when there is nothing.
   * @param path - its parts, which are escaped here
   */
  async get(path: readonly string[], signal: AbortSignal): Promise<unknown> {
    return this.#request('GET', path, signal);
  }

  /** Replaces what is at a path. */
  async put(
    path: readonly string[],
    body: object,
    signal: AbortSignal,
  ): Promise<void> {
    await this.#request('PUT', path, signal, body);
  }

  /** Removes what is at a path; nothing there is success. */
  async delete(path: readonly string[], signal: AbortSignal): Promise<void> {
    await this.#request('DELETE', path, signal);
  }

  async #request(
    method: Verb,
    path: readonly string[],
    signal: AbortSignal,
    body?: object,
  ): Promise<unknown> {
    const { management } = this.#settings;
    const value = await this.#login.read({ signal });
    const user = value.reveal('username');
    this.#lastUser = user;
    const login = `${user}:${value.reveal('password')}`;
    const { status, text } = await fetch(
      `${management}/api/${path.map(encodeURIComponent).join('/')}`,
      {
        method,
        body: body && JSON.stringify(body),
        headers: {
          authorization: `Basic ${Buffer.from(login).toString('base64')}`,
          ...(body && { 'content-type': 'application/json' }),
        },
        redirect: 'error',
        dispatcher: this.#agent,
        signal: AbortSignal.any([
          signal,
          AbortSignal.timeout(this.#patience.requestMs),
        ]),
      },
    )
      .then(async answer => ({
        status: answer.status,
        text: await answer.text(),
      }))
      .catch(() => {
        throw new UnavailableError('RabbitMQ cannot be asked now');
      });
    if (status === 404) return undefined;
    if (status === 401 || status === 403) {
      throw new PermissionDeniedError(
        'RabbitMQ refuses the administrator',
        ADMINISTRATOR_FIX,
      );
    }
    if (status < 200 || status > 299) {
      throw new UnavailableError('RabbitMQ did not do what it was asked');
    }
    return parsed(text);
  }
}

function parsed(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    throw new UnavailableError('RabbitMQ did not answer in its own form');
  }
}
