import { z } from 'zod';

const list = z.union([z.string().transform(one => [one]), z.array(z.string())]);
const policy = z.object({
  Statement: z.array(
    z.object({ Effect: z.literal('Allow'), Action: list, Resource: list }),
  ),
});

/** Whether something is allowed. @internal */
export type Rights = (action: string, resource: string) => boolean;

/** Reads an IAM policy of Allow statements; conditions are not known here. @internal */
export function readPolicy(document: string): Rights {
  const { Statement } = policy.parse(JSON.parse(document));
  return (action, resource) =>
    Statement.some(
      each =>
        each.Action.some(pattern => matches(pattern, action)) &&
        each.Resource.some(pattern => matches(pattern, resource)),
    );
}

function matches(pattern: string, text: string): boolean {
  const parts = pattern
    .split('*')
    .map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}
