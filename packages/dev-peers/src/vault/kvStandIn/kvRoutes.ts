import type { Acl } from './acl';
import { dataAnswer, denied, refusal, type Answer } from './answer';
import type { Kv } from './kv';
import type { StandInRequest } from './server';

/** Where the one engine of the stand-in is mounted. */
export const MOUNT = 'secret/';

/** Requests below the mount. */
export function answerKv(request: StandInRequest, kv: Kv, acl: Acl): Answer {
  const [kind = '', ...rest] = request.path.slice(MOUNT.length).split('/');
  const path = rest.join('/').replace(/\/$/, '');
  const granted = acl.capabilities(request.token, request.path);
  const needed = capabilityFor(request.method, kind, kv.has(path));
  if (!granted.includes('root') && !granted.includes(needed)) {
    return denied;
  }
  return route(request, kind, path, kv);
}

function capabilityFor(method: string, kind: string, exists: boolean): string {
  switch (method) {
    case 'GET':
      return 'read';
    case 'LIST':
      return 'list';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return 'delete';
    default:
      // Only these two know whether something is there already.
      return ['data', 'metadata'].includes(kind) && !exists
        ? 'create'
        : 'update';
  }
}

function route(
  { method, query, body }: StandInRequest,
  kind: string,
  path: string,
  kv: Kv,
): Answer {
  const verb = method === 'PUT' ? 'POST' : method;
  switch (`${verb} ${kind}`) {
    case 'GET config':
      return kv.readConfig();
    case 'POST config':
      return kv.writeConfig(body);
    case 'GET data':
      return kv.read(path, Number(query.get('version')) || undefined);
    case 'POST data':
      return kv.write(path, body);
    case 'DELETE data':
      return kv.deleteNewest(path);
    case 'POST delete':
      return kv.delete(path, body);
    case 'POST undelete':
      return kv.undelete(path, body);
    case 'POST destroy':
      return kv.destroy(path, body);
    case 'GET metadata':
      return kv.readMetadata(path);
    case 'POST metadata':
      return kv.writeMetadata(path, body, 'set');
    case 'PATCH metadata':
      return kv.writeMetadata(path, body, 'merge');
    case 'DELETE metadata':
      return kv.deleteMetadata(path);
    case 'LIST metadata':
      return kv.list(path);
    default:
      return ['data', 'metadata', 'delete', 'undelete', 'destroy'].includes(
        kind,
      )
        ? refusal(405, 'unsupported operation')
        : dataAnswer(null, 404, {
            warnings: ['Invalid path for a versioned K/V secrets engine.'],
          });
  }
}
