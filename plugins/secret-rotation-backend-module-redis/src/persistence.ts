import type { Send } from './connection';
import type { Persistence } from './rights';

/** How a node keeps its users over a restart; undefined when they would vanish. */
export async function persistenceOf(
  send: Send,
): Promise<Persistence | undefined> {
  const reply = await send(['CONFIG', 'GET', 'aclfile']);
  if (Array.isArray(reply) && reply[1]) return 'aclfile';
  const info = String(await send(['INFO', 'server']));
  return /^config_file:\S/m.test(info) ? 'config' : undefined;
}

/** Has a node keep its users as they are now. */
export async function saveUsers(
  send: Send,
  persistence: Persistence,
): Promise<void> {
  await send(
    persistence === 'aclfile' ? ['ACL', 'SAVE'] : ['CONFIG', 'REWRITE'],
  );
}
