/** A service with all that can be written into it comes nowhere near this. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** Reads no answer that does not end, and follows no redirect: it would take the token along. @internal */
export const boundedFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, { ...init, redirect: 'error' });
  let length = 0;
  const limit = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      length += chunk.length;
      if (length > MAX_ANSWER_BYTES)
        controller.error(new Error('The answer is too long'));
      else controller.enqueue(chunk);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body?.pipeThrough(limit) ?? null, {
    status,
    statusText,
    headers,
  });
};
