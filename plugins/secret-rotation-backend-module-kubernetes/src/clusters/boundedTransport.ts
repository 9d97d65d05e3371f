import {
  createConfiguration,
  HttpMethod,
  ResponseContext,
  SelfDecodingBody,
  wrapHttpLibrary,
  type HttpLibrary,
} from '@kubernetes/client-node';
import { ApiProblem } from './ApiProblem';

/** Lists come in pages, and no page comes near this size. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/**
 * The client's own transport, with an end to how long and how much it reads. Patches go out as JSON merge patches.
 * @internal
 */
export function boundedTransport(limit: {
  timeoutMs: number;
  signal: AbortSignal;
}): HttpLibrary {
  const { httpApi } = createConfiguration();
  return wrapHttpLibrary({
    async send(request) {
      if (request.getHttpMethod() === HttpMethod.PATCH)
        request.setHeaderParam('Content-Type', 'application/merge-patch+json');
      request.setSignal(
        AbortSignal.any([limit.signal, AbortSignal.timeout(limit.timeoutMs)]),
      );
      const response = await httpApi.send(request).toPromise();
      const body = await readBounded(response.body.stream());
      await request.getDispatcher()?.destroy();
      return new ResponseContext(
        response.httpStatusCode,
        response.headers,
        new SelfDecodingBody(Promise.resolve(body)),
      );
    },
  });
}

async function readBounded(
  stream: ReadableStream<Uint8Array> | null,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream ?? []) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES)
      throw new ApiProblem('malformed', 'read an answer');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
