import type { InterceptPoint } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import type { GcpStandIn } from '@keyturn/dev-peers/gcp';

/** A second port of the stand-in that is held up at one moment, and then goes on or breaks for good. */
export async function interceptPort(
  standIn: GcpStandIn,
  point: InterceptPoint,
  act: () => Promise<'go on' | 'break'>,
) {
  let requests = 0;
  const line = { isBroken: false, break: () => undefined as void };
  const holdUp = async () => {
    if ((await act()) === 'break') {
      line.isBroken = true;
      line.break();
    }
  };
  const port = await standIn.openPort(async (_, carryOut) => {
    requests += 1;
    const isHere = requests === point.request;
    if (isHere && point.moment === 'before') await holdUp();
    if (line.isBroken) return unanswered();
    const answer = await carryOut();
    if (isHere && point.moment === 'after') await holdUp();
    return line.isBroken ? unanswered() : answer;
  });
  line.break = port.close;
  return {
    endpoint: port.endpoint,
    wasReached: () => requests >= point.request,
    close: async () => port.close(),
  };
}

/** The connection is gone: nobody waits for the answer. */
function unanswered(): Promise<never> {
  return new Promise(() => undefined);
}
