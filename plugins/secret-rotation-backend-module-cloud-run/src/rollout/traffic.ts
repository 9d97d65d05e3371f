import {
  lastPart,
  type Revision,
  type Service,
  type TrafficTarget,
} from '../client/resources';

/**
 * How the owner lets requests find revisions. `latest`: always the newest that is ready, moved by Cloud Run itself.
 * `pinned`: one that is named. `split`: several.
 * @internal
 */
export type Routing = 'latest' | 'pinned' | 'split';

/** How requests find revisions. Tags without a share have their own address and are left out. Pure. @internal */
export function routingOf({ traffic }: Service): Routing {
  const targets = traffic.filter(isServed);
  if (targets.every(isLatest)) return 'latest';
  const named = new Set(targets.map(({ revision }) => revision));
  return targets.some(isLatest) || named.size > 1 ? 'split' : 'pinned';
}

/** The revisions that requests reach, by the last part of their names. Pure. @internal */
export function servingRevisions(service: Service): string[] {
  const { traffic, latestReadyRevision } = service;
  const targets = traffic.filter(isServed);
  const followers: TrafficTarget[] = targets.length === 0 ? [{}] : targets;
  const names = followers.map(each =>
    isLatest(each) ? latestReadyRevision : each.revision,
  );
  return [...new Set(names.flatMap(name => (name ? [lastPart(name)] : [])))];
}

/** The traffic with the share of one revision given to another; tags stay where they are. Pure. @internal */
export function movedTraffic(
  { traffic }: Service,
  from: Revision,
  to: Revision,
): TrafficTarget[] {
  return traffic.map(each =>
    isServed(each) && each.revision === lastPart(from.name)
      ? { ...each, revision: lastPart(to.name) }
      : each,
  );
}

function isServed({ percent = 0 }: TrafficTarget): boolean {
  return percent > 0;
}

function isLatest({ type, revision }: TrafficTarget): boolean {
  return type
    ? type === 'TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST'
    : revision === undefined;
}
