import {
  MisconfiguredError,
  type GuardedRequest,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { z } from 'zod';
import type { requestEntry } from './requestParts';
import { Template, type Lookup } from './Template';

type JsonTemplate =
  | Template
  | number
  | boolean
  | null
  | readonly JsonTemplate[]
  | { readonly [key: string]: JsonTemplate };

/** What a header's text may be: visible ASCII and spaces. Anything else could end the header early. */
const HEADER_TEXT = /^[\x20-\x7e]*$/;

/** A request that the operator described. Values travel in headers or in the body, never in the URL. @internal */
export class RequestTemplate {
  readonly #key: string;
  readonly #method: string;
  readonly #path: Template;
  readonly #query: ReadonlyArray<readonly [string, Template]>;
  readonly #headers: ReadonlyArray<readonly [string, Template]>;
  readonly #body?: JsonTemplate;

  /**
   * @param names - placeholders that may stand anywhere
   * @param secretNames - placeholders that hold values
   * @throws MisconfiguredError that names the key and the fix
   */
  constructor(
    entry: z.infer<typeof requestEntry>,
    key: string,
    names: readonly string[],
    secretNames: readonly string[],
  ) {
    const anywhere = (text: string, at: string) =>
      Template.parse(text, `${key}.${at}`, names);
    const withValues = (text: string, at: string) =>
      Template.parse(text, `${key}.${at}`, [...names, ...secretNames]);
    this.#key = key;
    this.#method = entry.method;
    this.#path = anywhere(entry.path, 'path');
    this.#query = Object.entries(entry.query).map(
      ([name, text]) => [name, anywhere(text, `query.${name}`)] as const,
    );
    this.#headers = Object.entries(entry.headers).map(
      ([name, text]) => [name, withValues(text, `headers.${name}`)] as const,
    );
    this.#body =
      entry.body === undefined
        ? undefined
        : parseJson(entry.body, text => withValues(text, 'body'));
  }

  /**
   * @param query - what else stands in the query
   * @throws MisconfiguredError when a text would change the meaning of what stands round it
   */
  fill(
    lookup: Lookup,
    query: Readonly<Record<string, string>> = {},
  ): GuardedRequest {
    const path = this.#path.fill(lookup, encodeURIComponent);
    // A segment that is `..` would walk to another resource.
    if (new URL(path, 'https://host.invalid').pathname !== path) {
      throw new MisconfiguredError(
        `An account or a key's id cannot stand in ${this.#key}.path`,
        'Name the account without dots alone between slashes',
      );
    }
    const search = new URLSearchParams([
      ...this.#query.map(([name, text]) => [name, text.fill(lookup)]),
      ...Object.entries(query),
    ]).toString();
    const body = this.#body === undefined ? undefined : this.#body;
    return {
      method: this.#method,
      target: search ? `${path}?${search}` : path,
      headers: {
        accept: 'application/json',
        'user-agent': 'keyturn',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...Object.fromEntries(
          this.#headers.map(([name, text]) => [
            name.toLowerCase(),
            this.#headerText(name, text.fill(lookup)),
          ]),
        ),
      },
      body:
        body === undefined ? undefined : JSON.stringify(fillJson(body, lookup)),
    };
  }

  #headerText(name: string, text: string): string {
    if (!HEADER_TEXT.test(text)) {
      throw new MisconfiguredError(
        `What ${
          this.#key
        }.headers.${name} is filled with cannot stand in a header`,
        'Look whether the credential or the key holds a line break or other special characters',
      );
    }
    return text;
  }
}

function parseJson(
  body: unknown,
  parse: (text: string) => Template,
): JsonTemplate {
  if (typeof body === 'string') return parse(body);
  if (Array.isArray(body)) return body.map(each => parseJson(each, parse));
  if (typeof body === 'object' && body !== null) {
    return Object.fromEntries(
      Object.entries(body).map(([name, each]) => [
        name,
        parseJson(each, parse),
      ]),
    );
  }
  return typeof body === 'number' || typeof body === 'boolean' ? body : null;
}

function fillJson(body: JsonTemplate, lookup: Lookup): unknown {
  if (body instanceof Template) return body.fill(lookup);
  if (Array.isArray(body)) return body.map(each => fillJson(each, lookup));
  if (typeof body === 'object' && body !== null) {
    return Object.fromEntries(
      Object.entries(body).map(([name, each]) => [
        name,
        fillJson(each, lookup),
      ]),
    );
  }
  return body;
}
