import { startFaultProxy, type ProxiedServer } from './startFaultProxy';
import type { InterceptedMoment } from './startInterceptProxy';

/** A network that is there until one moment. @public */
export interface BreakingProxy {
  readonly host: string;
  readonly port: number;
  /** Whether a client came to that moment. */
  wasReached(): boolean;
  close(): Promise<void>;
}

/**
 * A proxy for any protocol over TCP that breaks for good at one moment, as if its client's machine had died there. A
 * request is what a client sends in one piece; they are counted over all connections.
 * @public
 */
export async function startBreakingProxy(
  target: ProxiedServer,
  point: InterceptedMoment,
): Promise<BreakingProxy> {
  const proxy = await startFaultProxy(target);
  let requests = 0;
  let isBroken = false;
  const isMeant = () => {
    requests += 1;
    return requests === point.request;
  };
  const reached: Promise<unknown> =
    point.moment === 'before'
      ? proxy.holdRequest(isMeant)
      : proxy.loseAnswer(isMeant);
  reached.then(() => {
    isBroken = true;
    proxy.refuse();
  });
  return {
    host: proxy.host,
    port: proxy.port,
    wasReached: () => isBroken,
    close: () => proxy.stop(),
  };
}
