import { z } from 'zod';
import type { Acl } from './acl';
import { dataAnswer, denied, done, refusal, type Answer } from './answer';
import { MOUNT } from './kvRoutes';
import type { StandInRequest } from './server';

const POLICIES = 'sys/policies/acl/';
const VERSION = 'keyturn-stand-in';

const pathsBody = z.object({ paths: z.array(z.string()) });
const policyBody = z.object({ policy: z.string() });
const tokenBody = z.strictObject({
  policies: z.array(z.string()).default([]),
  no_default_policy: z.boolean().default(false),
});

/** What answers without a token. */
export function answerUnauthenticated(
  { method, path }: StandInRequest,
  now: () => Date,
): Answer | undefined {
  switch (`${method} ${path}`) {
    case 'GET sys/health':
      return {
        status: 200,
        body: {
          initialized: true,
          sealed: false,
          standby: false,
          server_time_utc: Math.floor(now().getTime() / 1000),
          version: VERSION,
        },
      };
    case 'GET sys/seal-status':
      return {
        status: 200,
        body: {
          type: 'stand-in',
          initialized: true,
          sealed: false,
          t: 1,
          n: 1,
          progress: 0,
          version: VERSION,
          storage_type: 'stand-in',
        },
      };
    default:
      return undefined;
  }
}

/** Requests to the server itself, as far as the stand-in has them. */
export function answerSystem(request: StandInRequest, acl: Acl): Answer {
  const { path, token } = request;
  if (path.startsWith('sys/internal/ui/mounts/')) {
    return mountAnswer(
      path.slice('sys/internal/ui/mounts/'.length),
      token,
      acl,
    );
  }
  const granted = acl.capabilities(token, path);
  const needed = request.method === 'GET' ? 'read' : 'update';
  if (!granted.includes('root') && !granted.includes(needed)) {
    return denied;
  }
  return route(request, acl);
}

function mountAnswer(asked: string, token: string, acl: Acl): Answer {
  const path = asked.endsWith('/') ? asked : `${asked}/`;
  if (!path.startsWith(MOUNT) || !acl.seesMount(token, MOUNT)) {
    return refusal(
      403,
      `preflight capability check returned 403, please ensure client's policies grant access to path "${path}"`,
    );
  }
  return dataAnswer({
    path: MOUNT,
    type: 'kv',
    description: '',
    options: { version: '2' },
  });
}

function route(request: StandInRequest, acl: Acl): Answer {
  const { method, path, token, body } = request;
  const verb = method === 'PUT' ? 'POST' : method;
  if (path.startsWith(POLICIES) && verb === 'POST') {
    return setPolicy(path.slice(POLICIES.length), body, acl);
  }
  switch (`${verb} ${path}`) {
    case 'GET auth/token/lookup-self':
      // Its tokens do not end, so there is nothing to prolong.
      return dataAnswer({
        policies: acl.policiesOf(token),
        type: 'service',
        ttl: 0,
        renewable: false,
      });
    case 'POST auth/token/renew-self':
      return refusal(400, 'lease is not renewable');
    case 'POST sys/capabilities-self':
      return capabilities(token, body, acl);
    case 'POST auth/token/create':
      return createToken(body, acl);
    default:
      return refusal(
        404,
        `no handler for route "${path}". route entry not found.`,
      );
  }
}

function capabilities(token: string, body: unknown, acl: Acl): Answer {
  const paths = pathsBody.safeParse(body).data?.paths ?? [];
  const [only, ...others] = paths;
  const found: Record<string, string[]> = Object.fromEntries(
    paths.map(asked => [asked, acl.capabilities(token, asked)]),
  );
  if (only !== undefined && others.length === 0) {
    found.capabilities = acl.capabilities(token, only);
  }
  return dataAnswer(found, 200, found);
}

function setPolicy(name: string, body: unknown, acl: Acl): Answer {
  const policy = policyBody.safeParse(body).data?.policy;
  if (policy === undefined) {
    return refusal(400, "'policy' parameter not supplied or empty");
  }
  acl.setPolicy(name, policy);
  return done;
}

function createToken(body: unknown, acl: Acl): Answer {
  const asked = tokenBody.safeParse(body);
  if (!asked.success) {
    return refusal(400, 'the stand-in does not have this setting');
  }
  const { policies, no_default_policy: noDefault } = asked.data;
  return dataAnswer(null, 200, {
    auth: {
      client_token: acl.createToken(policies, noDefault),
      policies,
      token_type: 'service',
    },
  });
}
