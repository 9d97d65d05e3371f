/** Where the portal's pages are mounted: paths without a slash at their end. */
export interface PortalPaths {
  readonly rotation: string;
  readonly catalog: string;
}

/** The page of a run. */
export function runLink({ rotation }: PortalPaths, runId: number): string {
  return `${rotation}/runs/${runId}`;
}

/** The tab of a secret on the page of its entity. */
export function secretLink(
  { catalog }: PortalPaths,
  secret: { readonly namespace: string; readonly name: string },
): string {
  const { namespace, name } = secret;
  return [catalog, namespace, 'resource', name, 'rotation']
    .map((part, index) => (index === 0 ? part : encodeURIComponent(part)))
    .join('/');
}
