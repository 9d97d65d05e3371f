import { randomBytes } from 'node:crypto';

/** Policies by name, and which a token has. */
export interface AclState {
  readonly policies: Record<string, string>;
  readonly tokens: Record<string, string[]>;
}

interface Rule {
  readonly path: string;
  readonly capabilities: readonly string[];
}

// What Vault's own policy of this name allows, as far as the stand-in has it.
const DEFAULT_POLICY = `
path "sys/capabilities-self" { capabilities = ["update"] }
path "auth/token/lookup-self" { capabilities = ["read"] }
path "auth/token/renew-self" { capabilities = ["update"] }`;

/** Who may do what, by Vault's rules of policies. */
export class Acl {
  readonly #state: AclState;
  readonly #rootToken: string;

  constructor(state: AclState, rootToken: string) {
    this.#state = state;
    this.#rootToken = rootToken;
  }

  /** The policies of a token, `undefined` when nobody has it. */
  policiesOf(token: string): string[] | undefined {
    if (token === this.#rootToken) {
      return ['root'];
    }
    return Object.hasOwn(this.#state.tokens, token)
      ? this.#state.tokens[token]
      : undefined;
  }

  /** What a token may do at a path, sorted as Vault sorts them. */
  capabilities(token: string, path: string): string[] {
    const policies = this.policiesOf(token) ?? [];
    if (policies.includes('root')) {
      return ['root'];
    }
    const matching = this.#rules(policies).filter(rule =>
      matches(rule.path, path),
    );
    const best = matching.sort((one, other) => byPriority(one, other))[0];
    const granted = new Set(
      matching
        .filter(rule => rule.path === best?.path)
        .flatMap(rule => rule.capabilities),
    );
    return granted.size === 0 || granted.has('deny')
      ? ['deny']
      : [...granted].sort();
  }

  /** Whether a token may do anything at all below a mount: then it may know of it. */
  seesMount(token: string, mount: string): boolean {
    const policies = this.policiesOf(token) ?? [];
    return (
      policies.includes('root') ||
      this.#rules(policies).some(
        ({ path, capabilities }) =>
          !capabilities.includes('deny') &&
          (path.startsWith(mount) ||
            mount.startsWith(path.replace(/[*+].*/, ''))),
      )
    );
  }

  /** A new token with these policies. */
  createToken(policies: string[], noDefaultPolicy: boolean): string {
    const token = `stand-in.${randomBytes(18).toString('base64url')}`;
    this.#state.tokens[token] = noDefaultPolicy
      ? policies
      : ['default', ...policies];
    return token;
  }

  /** Sets a policy's text. */
  setPolicy(name: string, text: string): void {
    this.#state.policies[name] = text;
  }

  #rules(policies: string[]): Rule[] {
    return policies.flatMap(name =>
      parsePolicy(
        name === 'default' ? DEFAULT_POLICY : this.#state.policies[name] ?? '',
      ),
    );
  }
}

function parsePolicy(text: string): Rule[] {
  const rules = text
    .replace(/^\s*#.*$/gm, '')
    .matchAll(/path\s+"([^"]+)"\s*\{\s*capabilities\s*=\s*\[([^\]]*)\]\s*\}/g);
  return [...rules].map(([, path = '', list = '']) => ({
    path,
    capabilities: [...list.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name),
  }));
}

function matches(rule: string, path: string): boolean {
  const isPrefix = rule.endsWith('*');
  const ruleParts = (isPrefix ? rule.slice(0, -1) : rule).split('/');
  const parts = path.split('/');
  const last = ruleParts.length - 1;
  return (
    (isPrefix ? parts.length > last : parts.length === ruleParts.length) &&
    ruleParts.every((part, index) =>
      isPrefix && index === last
        ? (parts[index] ?? '').startsWith(part)
        : part === '+' || part === parts[index],
    )
  );
}

/** Vault's documented order: later first wildcard, no glob at the end, fewer `+`, longer, greater. */
function byPriority({ path: one }: Rule, { path: other }: Rule): number {
  const wildcard = (path: string) => {
    const at = path.search(/\+|\*$/);
    return at < 0 ? Infinity : at;
  };
  const plus = (path: string) => path.split('+').length;
  const difference = (a: number, b: number) => (a === b ? 0 : b - a);
  return (
    difference(wildcard(one), wildcard(other)) ||
    Number(one.endsWith('*')) - Number(other.endsWith('*')) ||
    plus(one) - plus(other) ||
    other.length - one.length ||
    (one > other ? -1 : 1)
  );
}
