import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

const rule = z.object({
  apiGroups: z.array(z.string()),
  resources: z.array(z.string()),
  resourceNames: z.array(z.string()).optional(),
  verbs: z.array(z.string()),
});
const role = z.object({
  kind: z.enum(['Role', 'ClusterRole']),
  metadata: z.object({ namespace: z.string().optional() }),
  rules: z.array(rule),
});

/** What a request wants. @internal */
export interface Access {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
}

/** What a token may do: Kubernetes' rules, without bindings. @internal */
export class Rbac {
  readonly #roles = new Map<string, Array<z.infer<typeof role>> | 'all'>();

  /** Lets a token do everything. */
  allowAll(token: string): void {
    this.#roles.set(token, 'all');
  }

  /** Lets a token do what the roles of a manifest say, each in its own namespace. */
  allow(token: string, manifest: string): void {
    const documents = parseAllDocuments(manifest).map(each => each.toJS());
    this.#roles.set(
      token,
      documents.flatMap(document => {
        const read = role.safeParse(document);
        return read.success ? [read.data] : [];
      }),
    );
  }

  knows(token: string): boolean {
    return this.#roles.has(token);
  }

  allows(token: string, access: Access): boolean {
    const roles = this.#roles.get(token) ?? [];
    if (roles === 'all') return true;
    return roles.some(
      ({ kind, metadata, rules }) =>
        (kind === 'ClusterRole' || metadata.namespace === access.namespace) &&
        rules.some(
          each =>
            covers(each.apiGroups, access.group) &&
            covers(each.resources, access.resource) &&
            covers(each.verbs, access.verb) &&
            (each.resourceNames === undefined ||
              (access.name !== undefined &&
                each.resourceNames.includes(access.name))),
        ),
    );
  }
}

function covers(list: readonly string[], wanted: string): boolean {
  return list.includes(wanted) || list.includes('*');
}
