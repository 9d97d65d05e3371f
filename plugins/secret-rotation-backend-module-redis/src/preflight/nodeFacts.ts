import { readRules, readUser, type AclUser } from '../aclUser';
import type { Node } from '../Administrator';
import type { Send } from '../connection';
import { persistenceOf } from '../persistence';
import { errorCode, NO_PERMISSION } from '../redisErrors';
import { rightsFor, type Persistence, type Right } from '../rights';

/** What a node knows of the nodes beside it. */
export interface Topology {
  readonly role: string;
  /** Of a primary: how many replicas follow it. */
  readonly replicas: number;
  /** How many nodes its cluster has; undefined outside of a cluster. */
  readonly clusterNodes?: number;
}

/** What a preflight looks at on one node. What the administrator may not ask is absent. */
export interface NodeFacts {
  readonly name: string;
  readonly majorVersion: number;
  readonly persistence?: Persistence;
  readonly missing: readonly Right[];
  readonly user?: AclUser;
  readonly rules?: readonly string[];
  readonly topology?: Topology;
}

/** Without these nothing can be found out, so they are asked for by doing them. */
const FIRST: readonly Right[] = [
  {
    code: 'redis.ask-rights',
    rule: '+acl|dryrun',
    command: ['ACL', 'DRYRUN', 'default', 'PING'],
    what: 'ask what it may do',
  },
  {
    code: 'redis.ask-settings',
    rule: '+config|get',
    command: ['CONFIG', 'GET', 'aclfile'],
    what: 'ask where users are kept',
  },
  {
    code: 'redis.ask-server',
    rule: '+info',
    command: ['INFO', 'server'],
    what: 'ask about the server',
  },
  {
    code: 'redis.ask-role',
    rule: '+role',
    command: ['ROLE'],
    what: 'ask which replicas there are',
  },
  {
    code: 'redis.ask-time',
    rule: '+time',
    command: ['TIME'],
    what: 'tell since when sessions are open',
  },
];
const IN_CLUSTER: Right = {
  code: 'redis.ask-cluster',
  rule: '+cluster|nodes',
  command: ['CLUSTER', 'NODES'],
  what: 'ask which nodes the cluster has',
};

/** Asks one node for all that a preflight wants to know. */
export async function lookAtNode(
  { name, send, admin }: Node,
  user: string,
): Promise<NodeFacts> {
  const hello = pairsOf(await send(['HELLO']));
  const majorVersion = Number.parseInt(String(hello.get('version')), 10);
  const first =
    hello.get('mode') === 'cluster' ? [...FIRST, IN_CLUSTER] : FIRST;
  const denied = await missingByTrying(send, first);
  if (majorVersion < 7 || denied.length > 0) {
    return { name, majorVersion, missing: denied };
  }
  const persistence = await persistenceOf(send);
  const missing: Right[] = [];
  for (const right of rightsFor(user, persistence ?? 'aclfile')) {
    const answer = await send(['ACL', 'DRYRUN', admin, ...right.command]);
    if (answer !== 'OK') missing.push(right);
  }
  if (missing.length > 0) return { name, majorVersion, persistence, missing };
  return {
    name,
    majorVersion,
    persistence,
    missing,
    user: await readUser(send, user),
    rules: await readRules(send, user),
    topology: await topologyOf(send, first.includes(IN_CLUSTER)),
  };
}

async function missingByTrying(
  send: Send,
  rights: readonly Right[],
): Promise<Right[]> {
  const missing: Right[] = [];
  for (const right of rights) {
    try {
      await send(right.command);
    } catch (error) {
      if (errorCode(error) !== NO_PERMISSION) throw error;
      missing.push(right);
    }
  }
  return missing;
}

async function topologyOf(send: Send, inCluster: boolean): Promise<Topology> {
  const reply = await send(['ROLE']);
  const [role, , replicas] = Array.isArray(reply) ? reply : [];
  return {
    role: String(role),
    replicas:
      role === 'master' && Array.isArray(replicas) ? replicas.length : 0,
    clusterNodes: inCluster
      ? clusterNodesIn(String(await send(['CLUSTER', 'NODES'])))
      : undefined,
  };
}

/** Nodes that are gone for good, or not met yet, keep no user. */
function clusterNodesIn(text: string): number {
  return text
    .split('\n')
    .filter(line => line.trim() !== '')
    .filter(line => !/\b(noaddr|handshake)\b/.test(line.split(' ')[2] ?? ''))
    .length;
}

function pairsOf(reply: unknown): Map<string, unknown> {
  const list: unknown[] = Array.isArray(reply) ? reply : [];
  return new Map(
    list.flatMap((name, at) =>
      at % 2 === 0 ? [[String(name), list[at + 1]] as const] : [],
    ),
  );
}
