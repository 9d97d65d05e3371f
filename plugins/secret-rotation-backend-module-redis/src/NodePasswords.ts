import {
  MisconfiguredError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Administrator, Node } from './Administrator';
import { readRules, readUser, type AclUser } from './aclUser';
import { persistenceOf, saveUsers } from './persistence';
import type { Persistence } from './rights';

/** What one node says before anything is changed. */
interface Seen {
  readonly user: AclUser | undefined;
  readonly rules: readonly string[] | undefined;
  readonly persistence: Persistence | undefined;
}

/** Which hashes a node is to accept, given those that it accepts now. */
export type Wanted = (now: readonly string[]) => readonly string[];

/** What to do about a node that forgets its users. */
export const PERSISTENCE_FIX =
  'Set aclfile in the configuration of that node, write its users there, and restart it';

/**
 * Has every node accept a user's passwords as wanted. All nodes are looked at before any is changed, so a node that
 * cannot be reached has changed nothing. A node that lost the user gets it back as another node knows it.
 */
export async function setPasswords(
  administrator: Administrator,
  user: string,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<void> {
  const seen = await administrator.ask(signal, node => look(node, user));
  const model = seen.find(({ rules }) => rules !== undefined)?.rules;
  if (!model) {
    throw new MisconfiguredError(
      `No node knows the user ${user}`,
      `Make it on every node: ACL SETUSER ${user} on, then what consumers may do`,
    );
  }
  const byNode = new Map(seen.map(each => [each.name, each]));
  await administrator.ask(signal, async ({ name, send }) => {
    const before = byNode.get(name);
    if (!before?.persistence) {
      throw new MisconfiguredError(
        `${name} would forget its users at a restart`,
        PERSISTENCE_FIX,
      );
    }
    const { user: known, persistence } = before;
    const from = known?.hashes ?? hashesOf(model);
    const to = wanted(from);
    const changes = [
      ...(known ? [] : ['reset', ...model]),
      ...to.filter(hash => !from.includes(hash)).map(hash => `#${hash}`),
      ...from.filter(hash => !to.includes(hash)).map(hash => `!${hash}`),
    ];
    if (changes.length > 0) await send(['ACL', 'SETUSER', user, ...changes]);
    // Also when nothing changed: whoever was killed before may have changed it and not saved.
    await saveUsers(send, persistence);
    const after = await readUser(send, user);
    if (!to.every(hash => after?.hashes.includes(hash))) {
      throw new UnavailableError(`${name} did not take the passwords`);
    }
  });
}

async function look(
  { name, send }: Node,
  user: string,
): Promise<Seen & { readonly name: string }> {
  return {
    name,
    user: await readUser(send, user),
    rules: await readRules(send, user),
    persistence: await persistenceOf(send),
  };
}

function hashesOf(rules: readonly string[]): string[] {
  return rules.filter(rule => rule.startsWith('#')).map(rule => rule.slice(1));
}
