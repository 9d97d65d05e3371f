import { randomUUID } from 'node:crypto';

/** A status and the JSON of a body, as Vault gives them. */
export interface Answer {
  readonly status: number;
  readonly body?: object;
}

/** Success without a body. */
export const done: Answer = { status: 204 };

/** Nothing there. */
export const absent: Answer = { status: 404, body: { errors: [] } };

/** The token may not. */
export const denied: Answer = refusal(403, 'permission denied');

/** A refusal with its reason. */
export function refusal(status: number, text: string): Answer {
  return { status, body: { errors: [text] } };
}

/** Data in Vault's envelope. `top` stands beside them. */
export function dataAnswer(
  data: object | null,
  status = 200,
  top: object = {},
): Answer {
  return {
    status,
    body: {
      request_id: randomUUID(),
      lease_id: '',
      renewable: false,
      lease_duration: 0,
      data,
      wrap_info: null,
      warnings: null,
      auth: null,
      ...top,
    },
  };
}
