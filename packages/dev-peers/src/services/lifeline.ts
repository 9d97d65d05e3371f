/** What a service process tells the process that started it. @internal */
export type ServiceMessage =
  | { readonly type: 'listening'; readonly port: number }
  /** It ends now and wants to be started again, for this version. */
  | { readonly type: 'restart'; readonly version: string };

/**
 * Ends this process with the one that started it, however that one ends: the channel between them closes even on
 * SIGKILL. Also ends it on SIGTERM and SIGINT.
 * @internal
 */
export function endWithParent(end: () => void) {
  process.once('disconnect', end);
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}

/** Sends a message to the process that started this one, if it is still there. @internal */
export async function tellParent(message: ServiceMessage): Promise<void> {
  if (process.connected) {
    await new Promise<void>(done => process.send?.(message, () => done()));
  }
}

/** Whether a child's message is one of ours; the loader of TypeScript files sends its own on the same channel. @internal */
export function isServiceMessage(message: unknown): message is ServiceMessage {
  const type =
    typeof message === 'object' && message !== null && 'type' in message
      ? message.type
      : undefined;
  return type === 'listening' || type === 'restart';
}
