import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { listen } from '../../faults';
import { AwsRefusal } from './refusal';
import { isAwsAction, type AwsAction } from './requests';
import { SecretsState } from './SecretsState';

/** What a test lets happen to a request: an answer in place of the real one, or a reply that gets lost. @public */
export type AwsTrouble =
  | {
      readonly status: number;
      readonly type: string;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | 'lose the reply';

const MOST_SKEW_MS = 300_000;

/** Our stand-in for AWS Secrets Manager, for tests. @public */
export interface AwsStandIn {
  readonly address: string;
  /** The requests that came, in their order. */
  readonly actions: readonly AwsAction[];
  /** From now on decides what happens to each request; `undefined`: what should. */
  trouble(decide: (action: AwsAction) => AwsTrouble | undefined): void;
  /** Sets facts of a secret that only AWS itself or its console sets, for example `RotationEnabled`. */
  alter(name: string, facts: Readonly<Record<string, unknown>>): void;
  stop(): Promise<void>;
}

/**
 * Starts a stand-in for AWS Secrets Manager in this process: one region, no rights, nothing kept. Of signatures it looks
 * at the time alone. It is not AWS: it does what AWS documents of the requests that Keyturn makes, also where moto does
 * otherwise.
 * @param now - its clock, in milliseconds
 * @public
 */
export async function startAwsStandIn(
  now: () => number = Date.now,
): Promise<AwsStandIn> {
  const state = new SecretsState(now);
  const actions: AwsAction[] = [];
  let decide: (action: AwsAction) => AwsTrouble | undefined = () => undefined;

  const answer = async (
    incoming: IncomingMessage,
    outgoing: ServerResponse,
  ) => {
    const action = String(incoming.headers['x-amz-target']).split('.').at(-1);
    const body = await readJson(incoming);
    if (action === undefined || !isAwsAction(action)) {
      refuse(outgoing, 400, new AwsRefusal('UnknownOperationException'));
      return;
    }
    actions.push(action);
    if (isSignedOffTime(incoming, now())) {
      refuse(outgoing, 400, new AwsRefusal('InvalidSignatureException'));
      return;
    }
    const trouble = decide(action);
    if (trouble && trouble !== 'lose the reply') {
      const { status, type, message, headers } = trouble;
      refuse(outgoing, status, new AwsRefusal(type, message), headers);
      return;
    }
    try {
      const done = state.act(action, body);
      if (trouble) {
        incoming.socket.destroy();
      } else {
        write(outgoing, 200, done);
      }
    } catch (error) {
      if (!(error instanceof AwsRefusal)) {
        throw error;
      }
      refuse(outgoing, 400, error);
    }
  };

  const server = createServer((incoming, outgoing) => {
    outgoing.setHeader('date', new Date(now()).toUTCString());
    answer(incoming, outgoing).catch(error => outgoing.destroy(error));
  });
  const { address, close } = await listen(server);
  return {
    address,
    actions,
    trouble(decideFromNow) {
      decide = decideFromNow;
    },
    alter: (name, facts) => state.alter(name, facts),
    stop: close,
  };
}

/** AWS takes no signature whose time is more than five minutes away from its own. */
function isSignedOffTime(incoming: IncomingMessage, now: number): boolean {
  const [, day, time] =
    /^(\d{8})T(\d{6})Z$/.exec(String(incoming.headers['x-amz-date'])) ?? [];
  const signedAt = Date.parse(
    `${day?.replace(/(..)(..)$/, '-$1-$2')}T${time?.replace(
      /(..)(..)$/,
      ':$1:$2',
    )}Z`,
  );
  return !(Math.abs(signedAt - now) <= MOST_SKEW_MS);
}

async function readJson(incoming: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) {
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

function refuse(
  outgoing: ServerResponse,
  status: number,
  { type, message }: AwsRefusal,
  headers: Readonly<Record<string, string>> = {},
): void {
  write(outgoing, status, { __type: type, message }, headers);
}

function write(
  outgoing: ServerResponse,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  outgoing
    .writeHead(status, {
      'content-type': 'application/x-amz-json-1.1',
      ...headers,
    })
    .end(JSON.stringify(body));
}
