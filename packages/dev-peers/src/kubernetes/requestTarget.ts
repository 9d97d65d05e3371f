import type { Access } from './rbac';
import { RESOURCES, type ResourceKind } from './resources';

/** What a request is about. @internal */
export interface RequestTarget {
  readonly resource: ResourceKind;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly isWatch: boolean;
  readonly query: URLSearchParams;
}

/** Reads the path of a request; `undefined` for what the stand-in does not serve. @internal */
export function readTarget(text: string): RequestTarget | undefined {
  const url = new URL(text, 'http://cluster');
  const path =
    /^\/(?:api|apis\/([^/]+))\/([^/]+)(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?$/.exec(
      url.pathname,
    );
  if (!path) return undefined;
  const [, group = '', version, namespace, plural, name] = path;
  const resource = RESOURCES.find(
    each =>
      each.group === group &&
      each.version === version &&
      each.plural === plural,
  );
  return (
    resource && {
      resource,
      namespace,
      name,
      isWatch: url.searchParams.get('watch') === 'true',
      query: url.searchParams,
    }
  );
}

const WRITES: Record<string, string> = {
  POST: 'create',
  PATCH: 'patch',
  PUT: 'update',
  DELETE: 'delete',
};

/** What the request needs to be allowed. @internal */
export function accessOf(
  target: RequestTarget,
  method: string | undefined,
): Access {
  const { resource, namespace, name, isWatch, query } = target;
  const reads = name === undefined ? 'list' : 'get';
  const selected = /^metadata\.name=([^,]+)$/.exec(
    query.get('fieldSelector') ?? '',
  )?.[1];
  return {
    verb: WRITES[method ?? ''] ?? (isWatch ? 'watch' : reads),
    group: resource.group,
    resource: resource.plural,
    namespace,
    // As in Kubernetes, a list or watch of one name counts as one about that name.
    name: name ?? selected,
  };
}
