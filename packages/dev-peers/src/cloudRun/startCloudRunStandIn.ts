import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { misbehave, type Misbehaviour } from '../faults/misbehave';
import { readJson } from '../faults/readJson';
import { serve } from '../faults/serve';
import { CloudRunService } from './CloudRunService';
import { absent, CloudRunRefusal } from './refusal';
import type { CloudRunCode, CloudRunTemplate } from './shapes';

/** The permissions that the stand-in knows, as IAM names them. @public */
export type CloudRunPermission =
  | 'run.services.get'
  | 'run.services.update'
  | 'run.revisions.get'
  | 'iam.serviceAccounts.actAs';

/** What a test lets happen to a request in place of what should, or to its answer. @public */
export type CloudRunTrouble =
  | { readonly code: number; readonly status: string }
  /** It is done, and nothing comes back. */
  | 'lose the reply'
  | Misbehaviour;

/** One request, as far as its address says. @public */
export interface CloudRunRequest {
  readonly permission: CloudRunPermission;
  readonly service: string;
}

/** Our stand-in for Cloud Run, for tests. @public */
export interface CloudRunStandIn {
  readonly address: string;
  readonly requests: readonly CloudRunRequest[];
  /** Whether updates are complete only once `settle` says so. */
  slow: boolean;
  create(
    name: string,
    template: CloudRunTemplate,
    code: CloudRunCode,
  ): CloudRunService;
  /** Cloud Run ends what it is at. */
  settle(): void;
  /** Makes somebody with these permissions on every service and account. @returns an access token */
  addUser(permissions: readonly string[]): string;
  /** From now on decides what happens to each request. */
  trouble(
    decide: (request: CloudRunRequest) => CloudRunTrouble | undefined,
  ): void;
  stop(): Promise<void>;
}

const JSON_TYPE = { 'content-type': 'application/json; charset=UTF-8' };

/** Where the services of the stand-in are. */
const PLACE = 'projects/payments-prod/locations/europe-west3/services/';

const ADDRESS = new RegExp(`^/v2/${PLACE}([^/]+)(?:/revisions/([^/]+))?$`);

/**
 * Starts a stand-in for Cloud Run in this process, written from Google's documentation of the Cloud Run Admin API v2:
 * Google offers no emulator. It does what is documented of the requests that Keyturn makes: etags, revisions that are made
 * of a template and become ready or fail, traffic that follows the latest ready revision or is pinned, permissions.
 * @public
 */
export async function startCloudRunStandIn(
  now: () => Date = () => new Date(),
): Promise<CloudRunStandIn> {
  const services = new Map<string, CloudRunService>();
  const users = new Map<string, readonly string[]>();
  const requests: CloudRunRequest[] = [];
  let isSlow = false;
  let decide: Parameters<CloudRunStandIn['trouble']>[0] = () => undefined;
  const settle = () => services.forEach(each => each.settle());

  const answer = async (
    incoming: IncomingMessage,
    outgoing: ServerResponse,
  ): Promise<void> => {
    const url = new URL(incoming.url ?? '/', 'http://stand-in');
    const body = await readJson(incoming);
    const [, service, revision] = ADDRESS.exec(url.pathname) ?? [];
    if (service === undefined) throw absent();
    const permission = permissionOf(incoming.method, revision);
    const asked: CloudRunRequest = { permission, service };
    requests.push(asked);
    const trouble = decide(asked);
    if (misbehave(trouble, incoming, outgoing)) return;
    if (typeof trouble === 'object')
      throw new CloudRunRefusal(trouble.code, trouble.status);
    check(users, incoming, permission);
    const target = services.get(service);
    if (!target) throw absent();
    if (permission === 'run.services.update') {
      const mask = url.searchParams.get('updateMask') ?? '';
      target.update(body, mask === '' ? [] : mask.split(','));
      if (!isSlow) settle();
    }
    if (trouble === 'lose the reply') {
      incoming.socket.destroy();
      return;
    }
    const found = revision ? target.revision(revision) : target.get();
    const operation = { name: `${PLACE}operations/any`, metadata: found };
    const isUpdate = permission === 'run.services.update';
    outgoing
      .writeHead(200, JSON_TYPE)
      .end(JSON.stringify(isUpdate ? operation : found));
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
    create(name, template, code) {
      const path = `${PLACE}${name}`;
      const made = new CloudRunService(name, path, template, code, now);
      services.set(name, made);
      return made;
    },
    settle,
    addUser(permissions) {
      const token = `ya29.${randomBytes(24).toString('base64url')}`;
      users.set(token, permissions);
      return token;
    },
    trouble(decideFromNow) {
      decide = decideFromNow;
    },
    stop: close,
  };
}

function permissionOf(
  method: string | undefined,
  revision: string | undefined,
): CloudRunPermission {
  if (method === 'PATCH' && revision === undefined)
    return 'run.services.update';
  if (method !== 'GET') throw absent();
  return revision === undefined ? 'run.services.get' : 'run.revisions.get';
}

/** Whoever changes a service lets it run as its account. */
function check(
  users: ReadonlyMap<string, readonly string[]>,
  { headers }: IncomingMessage,
  permission: CloudRunPermission,
): void {
  const [, token = ''] =
    /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? [];
  const granted = users.get(token);
  if (!granted) throw new CloudRunRefusal(401, 'UNAUTHENTICATED');
  const needed: CloudRunPermission[] =
    permission === 'run.services.update'
      ? [permission, 'iam.serviceAccounts.actAs']
      : [permission];
  if (!needed.every(each => granted.includes(each)))
    throw new CloudRunRefusal(403, 'PERMISSION_DENIED');
}

function refuse(outgoing: ServerResponse, thrown: unknown): boolean {
  if (!(thrown instanceof CloudRunRefusal)) return false;
  const { code, status, message } = thrown;
  const error = { code, status, message };
  outgoing.writeHead(code, JSON_TYPE).end(JSON.stringify({ error }));
  return true;
}
