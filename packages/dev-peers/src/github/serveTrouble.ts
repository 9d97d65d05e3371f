import type { Request, Response } from 'express';

/** How the stand-in meets requests. @public */
export type GitHubManner =
  | 'answers'
  /** Connections end without an answer. */
  | 'unreachable'
  /** It answers nothing. */
  | 'hangs'
  /** The credential may not. */
  | 'denies'
  /** The request limit is used up: a 403, as GitHub gives it. */
  | 'limits'
  /** The secondary limit, with Retry-After. */
  | 'slows'
  /** It sends everybody elsewhere. */
  | 'redirects'
  | 'babbles'
  | 'floods'
  /** It does what it is asked, and the connection ends before the answer. */
  | 'cuts';

/** One request that the stand-in got. @public */
export interface GitHubRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** A provider may quote what it was sent. */
const QUOTE = 'Problems parsing';

/** Meets a request in a manner; whether that was all that is to be done. */
export function meetWith(
  manner: GitHubManner,
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
        .status(403)
        .set('x-ratelimit-remaining', '0')
        .set('x-ratelimit-reset', String(Math.ceil(Date.now() / 1000) + 90))
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
