import type { IncomingMessage, ServerResponse } from 'node:http';

/** What a server may do in place of answering. @public */
export type Misbehaviour =
  /** Nothing comes back, and nothing is done. */
  | 'cut'
  /** Nothing comes back, ever. */
  | 'hang'
  /** What comes back says that it is JSON, and is not. */
  | 'babble'
  /** What comes back does not end. */
  | 'flood';

/**
 * Misbehaves, if that is what was chosen.
 * @returns whether the request is done with
 * @internal
 */
export function misbehave(
  chosen: unknown,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): boolean {
  switch (chosen) {
    case 'hang':
      return true;
    case 'cut':
      incoming.socket.destroy();
      return true;
    case 'babble':
      begin(outgoing).end('<html>');
      return true;
    case 'flood':
      flood(begin(outgoing));
      return true;
    default:
      return false;
  }
}

function begin(outgoing: ServerResponse): ServerResponse {
  return outgoing.writeHead(200, { 'content-type': 'application/json' });
}

function flood(outgoing: ServerResponse): void {
  const chunk = Buffer.alloc(16 * 1024, '[');
  const pour = () => {
    while (!outgoing.destroyed && outgoing.write(chunk));
  };
  outgoing.on('drain', pour);
  pour();
}
