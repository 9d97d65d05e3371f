import { status } from '@grpc/grpc-js';
import type { z } from 'zod';
import type { Names } from './names';
import { absent, compareEtags, invalid, Refusal } from './refusal';
import { pageOf, type requests } from './requests';
import { applySettings, checkSettings, initialSettings } from './settings';
import {
  millisecondsOf,
  nextEtag,
  timestampOf,
  type Secret,
  type State,
} from './state';

/** The secrets without what is in them: what the requests on `Secret` do. */
export class Secrets {
  readonly #state: State;
  readonly #names: Names;
  readonly #now: () => number;

  constructor(state: State, names: Names, now: () => number) {
    this.#state = state;
    this.#names = names;
    this.#now = now;
  }

  /** @throws Refusal when there is none, or it has expired */
  find(name: string): Secret {
    const secret = this.#state.secrets[name];
    if (
      secret?.expireTime &&
      millisecondsOf(secret.expireTime) <= this.#now()
    ) {
      delete this.#state.secrets[name];
      throw absent(`Secret [${name}]`);
    }
    if (!secret) {
      throw absent(`Secret [${name}]`);
    }
    return secret;
  }

  has(name: string): boolean {
    return name in this.#state.secrets;
  }

  create(request: z.infer<typeof requests.create>): object {
    const parent = this.#names.parent(request.parent);
    const name = this.#names.secretOf(parent, request.secretId);
    if (this.has(name)) {
      throw new Refusal(
        status.ALREADY_EXISTS,
        `Secret [${name}] already exists.`,
      );
    }
    const settings = initialSettings(
      request.secret ?? undefined,
      this.#now(),
      parent.includes('/locations/'),
    );
    const secret: Secret = {
      ...settings,
      name,
      createdAt: this.#now(),
      etag: nextEtag(this.#state),
      versions: [],
    };
    checkSettings(secret);
    this.#state.secrets[name] = secret;
    return secretMessage(secret);
  }

  get(request: z.infer<typeof requests.named>): object {
    return secretMessage(this.find(this.#names.secret(request.name)));
  }

  list(request: z.infer<typeof requests.list>): object {
    const parent = this.#names.parent(request.parent);
    const secrets = Object.values(this.#state.secrets)
      .filter(({ name }) => name.startsWith(`${parent}/secrets/`))
      .reverse();
    const { page, ...rest } = pageOf(secrets, request);
    return { secrets: page.map(secretMessage), ...rest };
  }

  update(request: z.infer<typeof requests.update>): object {
    const message = request.secret;
    const paths = request.updateMask?.paths ?? [];
    if (!message || paths.length === 0) {
      throw invalid('The update mask is required.');
    }
    const secret = this.find(this.#names.secret(message.name));
    compareEtags(message.etag, secret.etag);
    const changed = applySettings(secret, message, paths, this.#now());
    checkSettings(changed);
    changed.etag = nextEtag(this.#state);
    this.#state.secrets[secret.name] = changed;
    return secretMessage(changed);
  }

  delete(request: z.infer<typeof requests.named>): object {
    const secret = this.find(this.#names.secret(request.name));
    compareEtags(request.etag, secret.etag);
    delete this.#state.secrets[secret.name];
    this.#state.changes += 1;
    return {};
  }
}

function secretMessage(secret: Secret): object {
  const { createdAt, versions: _, ...message } = secret;
  return { ...message, createTime: timestampOf(createdAt) };
}
