import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { misbehave, type Misbehaviour } from '../faults/misbehave';
import { readJson } from '../faults/readJson';
import { serve } from '../faults/serve';
import { LambdaFunction, type LambdaCode } from './LambdaFunction';
import { absent, LambdaRefusal } from './refusal';
import { readPolicy, type Rights } from './rights';
import {
  act,
  readRequest,
  type LambdaAction,
  type LambdaRequest,
} from './routes';

/** What a test lets happen to a request in place of what should, or to its answer. @public */
export type LambdaTrouble =
  | { readonly status: number; readonly type: string }
  /** It is done, and nothing comes back. */
  | 'lose the reply'
  | Misbehaviour;

/** Our stand-in for AWS Lambda, for tests. @public */
export interface LambdaStandIn {
  readonly address: string;
  readonly requests: ReadonlyArray<{ action: LambdaAction; name: string }>;
  /** Whether updates and capacity are complete only once `settle` says so. */
  slow: boolean;
  create(name: string, code: LambdaCode): LambdaFunction;
  /** Lambda ends what it is at. */
  settle(): void;
  /** Makes somebody who may do what an IAM policy allows. Whoever is not made may do everything. */
  addUser(policy: string): { accessKeyId: string; secretAccessKey: string };
  /** From now on decides what happens to each request. */
  trouble(
    decide: (action: LambdaAction, name: string) => LambdaTrouble | undefined,
  ): void;
  stop(): Promise<void>;
}

const ACCOUNT = 'arn:aws:lambda:eu-central-1:123456789012:function:';

/**
 * Starts a stand-in for AWS Lambda in this process, written from AWS's documentation: one region, functions that are
 * programs of the test. It does what AWS documents of the requests that Keyturn makes: revisions, updates under way,
 * published versions, aliases, provisioned concurrency, environments that keep what they loaded. It looks at no signature.
 * @public
 */
export async function startLambdaStandIn(
  now: () => Date = () => new Date(),
): Promise<LambdaStandIn> {
  const functions = new Map<string, LambdaFunction>();
  const users = new Map<string, Rights>();
  const requests: Array<{ action: LambdaAction; name: string }> = [];
  let isSlow = false;
  let decide: Parameters<LambdaStandIn['trouble']>[0] = () => undefined;

  const settle = () => {
    for (const each of functions.values()) {
      if (each.get().LastUpdateStatus === 'InProgress') each.complete();
      each.capacity.complete();
    }
  };
  const check = (incoming: IncomingMessage, asked: LambdaRequest) => {
    const [, user = ''] =
      /Credential=([^/]+)\//.exec(incoming.headers.authorization ?? '') ?? [];
    const isQualified =
      asked.action === 'InvokeFunction' || asked.action.includes('Concurrency');
    const qualifier = isQualified && asked.qualifier;
    const resource = `${ACCOUNT}${asked.name}${
      qualifier ? `:${qualifier}` : ''
    }`;
    const rights = users.get(user);
    if (rights && !rights(`lambda:${asked.action}`, resource))
      throw new LambdaRefusal(403, 'AccessDeniedException');
  };
  const answer = async (
    incoming: IncomingMessage,
    outgoing: ServerResponse,
  ): Promise<void> => {
    const url = new URL(incoming.url ?? '/', 'http://stand-in');
    const body = await readJson(incoming);
    const asked = readRequest(incoming.method ?? 'GET', url);
    if (!asked) throw new LambdaRefusal(404, 'UnknownOperationException');
    requests.push({ action: asked.action, name: asked.name });
    const trouble = decide(asked.action, asked.name);
    if (misbehave(trouble, incoming, outgoing)) return;
    if (typeof trouble === 'object')
      throw new LambdaRefusal(trouble.status, trouble.type);
    check(incoming, asked);
    const target = functions.get(asked.name);
    if (!target) throw absent();
    if (asked.action === 'InvokeFunction') {
      invoke(target, asked, body, outgoing);
      return;
    }
    const done = act(target, asked, body);
    if (!isSlow) settle();
    if (trouble === 'lose the reply') incoming.socket.destroy();
    else write(outgoing, done.status, JSON.stringify(done.body));
  };

  const { address, close } = await serve(answer, refuse);
  return {
    address,
    requests,
    get slow() {
      return isSlow;
    },
    set slow(slow) {
      isSlow = slow;
    },
    create(name, code) {
      const made = new LambdaFunction(name, `${ACCOUNT}${name}`, code, now);
      functions.set(name, made);
      return made;
    },
    settle,
    addUser(policy) {
      const accessKeyId = `AKIA${randomBytes(8).toString('hex').toUpperCase()}`;
      users.set(accessKeyId, readPolicy(policy));
      return { accessKeyId, secretAccessKey: 'looked at by nobody' };
    },
    trouble(decideFromNow) {
      decide = decideFromNow;
    },
    stop: close,
  };
}

function invoke(
  target: LambdaFunction,
  { qualifier }: LambdaRequest,
  payload: unknown,
  outgoing: ServerResponse,
): void {
  try {
    const said = target.invoke(payload, qualifier);
    write(outgoing, 200, JSON.stringify(said ?? null));
  } catch (error) {
    if (error instanceof LambdaRefusal) throw error;
    outgoing.setHeader('x-amz-function-error', 'Unhandled');
    write(outgoing, 200, JSON.stringify({ errorMessage: String(error) }));
  }
}

function refuse(outgoing: ServerResponse, thrown: unknown): boolean {
  if (!(thrown instanceof LambdaRefusal)) return false;
  const { status, type, message } = thrown;
  outgoing.setHeader('x-amzn-errortype', type);
  write(outgoing, status, JSON.stringify({ Message: message }));
  return true;
}

function write(outgoing: ServerResponse, status: number, body?: string): void {
  outgoing.writeHead(status, { 'content-type': 'application/json' }).end(body);
}
