import { createHash } from 'node:crypto';
import type { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Send } from './connection';

/** An ACL user as one node knows it. */
export interface AclUser {
  readonly flags: readonly string[];
  /** SHA-256 in hex, which is what Redis keeps of a password. */
  readonly hashes: readonly string[];
}

/** What Redis keeps of the password of a value. */
export function passwordHash(value: SecretValue): string {
  return createHash('sha256').update(value.reveal('password')).digest('hex');
}

/** Asks a node for a user. */
export async function readUser(
  send: Send,
  user: string,
): Promise<AclUser | undefined> {
  const reply = await send(['ACL', 'GETUSER', user]);
  if (!Array.isArray(reply)) return undefined;
  const field = (name: string): string[] => {
    const at = reply.findIndex((each, i) => i % 2 === 0 && each === name);
    const given: unknown = at < 0 ? [] : reply[at + 1];
    return Array.isArray(given) ? given.map(String) : [];
  };
  return { flags: field('flags'), hashes: field('passwords') };
}

/** The rules by which a node would make the user anew, its hashes included; undefined when it does not know the user. */
export async function readRules(
  send: Send,
  user: string,
): Promise<string[] | undefined> {
  const reply = await send(['ACL', 'LIST']);
  const lines = Array.isArray(reply) ? reply.map(String) : [];
  return lines
    .map(line => line.split(' '))
    .find(([word, name]) => word === 'user' && name === user)
    ?.slice(2);
}

/**
 * What of a user's rules is not its passwords: this must be alike on every node. Each node lists the single commands in
 * an order of its own.
 */
export function withoutHashes(rules: readonly string[]): string {
  return rules
    .filter(rule => !/^#[0-9a-f]{64}$/.test(rule))
    .sort()
    .join(' ');
}
