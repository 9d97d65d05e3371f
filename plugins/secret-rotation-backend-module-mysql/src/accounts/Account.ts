/** One account: a user from some hosts. Both parts as the server keeps them. */
export interface Account {
  readonly user: string;
  readonly host: string;
}

/**
 * An account as SQL writes it, whatever the server's `sql_mode` says of quotes and backslashes: between backticks
 * nothing but the backtick has a meaning.
 */
export function sqlAccount({ user, host }: Account): string {
  return `${sqlName(user)}@${sqlName(host)}`;
}

/** A name as SQL writes it. */
export function sqlName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/**
 * Whether a server can have a user of that name that is nobody else's. Servers ignore spaces at the end when they
 * compare, keep names in three-byte UTF-8, and the empty name is everybody's.
 */
export function isUserName(name: string): boolean {
  return (
    name.length > 0 &&
    [...name].length <= 128 &&
    name.trim() === name &&
    !/[\p{Cc}\p{Cs}\u{10000}-\u{10FFFF}]/u.test(name)
  );
}
