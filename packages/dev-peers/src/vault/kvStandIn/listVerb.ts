import { STATUS_CODES, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Answer } from './answer';
import type { StandInRequest } from './server';

/**
 * Answers Vault's LIST verb, which Node's parser does not know: it ends as a parse error that carries the request.
 * Such a connection is closed after its answer.
 */
export function answerListVerb(
  server: Server,
  answer: (request: StandInRequest) => Answer,
): void {
  server.on('clientError', (error: ParseError, socket: Duplex) => {
    const request = parseList(error.rawPacket?.toString('latin1') ?? '');
    if (!request || !socket.writable) {
      socket.destroy();
      return;
    }
    const { status, body } = answer(request);
    const text = JSON.stringify(body ?? {});
    socket.end(
      [
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
        'Content-Type: application/json',
        `Content-Length: ${Buffer.byteLength(text)}`,
        'Connection: close',
        '',
        text,
      ].join('\r\n'),
    );
  });
}

interface ParseError extends Error {
  readonly rawPacket?: Buffer;
}

function parseList(packet: string): StandInRequest | undefined {
  const [, target] = /^LIST (\/v1\/\S*) HTTP\/1\.1\r\n/.exec(packet) ?? [];
  if (target === undefined || !URL.canParse(target, 'http://stand-in')) {
    return undefined;
  }
  const url = new URL(target, 'http://stand-in');
  return {
    method: 'LIST',
    path: decodeURIComponent(url.pathname.slice('/v1/'.length)),
    query: url.searchParams,
    token: /^x-vault-token: *(\S+)\r$/im.exec(packet)?.[1] ?? '',
    body: {},
  };
}
