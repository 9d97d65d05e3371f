import type { Request, Response } from 'express';

/** How a stand-in meets requests. @public */
export type RestApiManner =
  | 'answers'
  /** Connections end without an answer. */
  | 'unreachable'
  /** It answers nothing. */
  | 'hangs'
  /** The credential may not. */
  | 'denies'
  /** The request limit is used up, as the provider says it. */
  | 'limits'
  /** It asks to be left alone for 30 seconds. */
  | 'slows'
  /** It sends everybody elsewhere. */
  | 'redirects'
  | 'babbles'
  | 'floods'
  /** It does what it is asked, and the connection ends before the answer. */
  | 'cuts';

/** One request that a stand-in got. @public */
export interface RestApiRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** How a provider says that its request limit is used up for the next 90 seconds. */
export interface UsedUpLimit {
  readonly status: number;
  /** Before `-remaining` and `-reset`. */
  readonly headerPrefix: string;
}

/** A provider may quote what it was sent. */
const QUOTE = 'Problems parsing';

/** Meets a request in a manner; whether that was all that is to be done. */
export function meetWith(
  manner: RestApiManner,
  { limit, now }: { limit: UsedUpLimit; now: () => Date },
  request: Request,
  response: Response,
): boolean {
  const message = `${QUOTE} ${JSON.stringify(request.body)} ${
    request.headers.authorization
  }`;
  switch (manner) {
    case 'unreachable':
      request.socket.destroy();
      return true;
    case 'hangs':
      return true;
    case 'denies':
      response.status(403).json({ message });
      return true;
    case 'limits':
      response
        .status(limit.status)
        .set(`${limit.headerPrefix}-remaining`, '0')
        .set(
          `${limit.headerPrefix}-reset`,
          String(Math.ceil(now().getTime() / 1000) + 90),
        )
        .json({ message });
      return true;
    case 'slows':
      response.status(429).set('retry-after', '30').json({ message });
      return true;
    case 'redirects':
      response.redirect(307, `http://${request.headers.host}/elsewhere`);
      return true;
    case 'babbles':
      response.json({ message });
      return true;
    case 'floods':
      flood(response);
      return true;
    case 'cuts':
      response.json = () => response.destroy();
      response.end = () => response.destroy();
      return false;
    default:
      return false;
  }
}

function flood(response: Response) {
  if (!response.destroyed)
    response.write('x'.repeat(65_536), () => flood(response));
}
