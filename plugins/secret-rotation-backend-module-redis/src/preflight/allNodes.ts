import type { PreflightCheck } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { NodeFacts } from './nodeFacts';

/** A node that the entry does not name would refuse the new value, and go on accepting the old one. */
export function checkAllNodesNamed(
  nodes: readonly NodeFacts[],
): PreflightCheck {
  const code = 'redis.all-nodes';
  const topologies = nodes.flatMap(({ topology }) => topology ?? []);
  const clusterNodes = Math.max(
    0,
    ...topologies.map(each => each.clusterNodes ?? 0),
  );
  const primaries = topologies.filter(({ role }) => role === 'master');
  const replicas = primaries.reduce((sum, each) => sum + each.replicas, 0);
  const known = Math.max(clusterNodes, primaries.length + replicas);
  if (primaries.length === 0) {
    return {
      code,
      ok: false,
      message: 'No node is a primary server',
      fix: 'Add the primary server to nodes of the rotator in app-config',
    };
  }
  return known <= nodes.length
    ? { code, ok: true, message: 'Every node that the servers know is named' }
    : {
        code,
        ok: false,
        message: `The servers know ${known} nodes, and ${nodes.length} are named`,
        fix: 'List every node, replicas included, under nodes of the rotator in app-config',
      };
}
