import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from '@redis/client';
import { freePort } from '../processes/freePort';
import type { RedisOptions, RunningRedis } from './startRedis';
import { startTemporaryRedis } from './temporaryRedis';

/** How many slots every cluster has. */
const SLOTS = 16_384;
const LOOK_MS = 50;
const PATIENCE_MS = 60_000;

/**
 * Starts the primaries of a cluster in temporary folders, each with its share of the slots, and waits until each of them
 * knows all others and calls the cluster whole.
 * @public
 */
export async function startTemporaryRedisCluster(
  options: Pick<RedisOptions, 'product' | 'settings'> = {},
  count = 3,
): Promise<RunningRedis[]> {
  const nodes: RunningRedis[] = [];
  try {
    const buses: number[] = [];
    for (let at = 0; at < count; at += 1) {
      // The usual one, ten thousand above the first, may be beyond the last port.
      const bus = await freePort();
      buses.push(bus);
      const settings = {
        ...options.settings,
        'cluster-enabled': 'yes',
        'cluster-port': String(bus),
      };
      nodes.push(await startTemporaryRedis({ ...options, settings }));
    }
    await Promise.all(
      nodes.map((node, at) =>
        ask(node, ['CLUSTER', 'ADDSLOTSRANGE', ...shareOf(at, count)]),
      ),
    );
    for (const [at, { host, port }] of nodes.entries()) {
      const address = [host, String(port), String(buses[at])];
      await ask(nodes[0], ['CLUSTER', 'MEET', ...address]);
    }
    await untilWhole(nodes);
    return nodes;
  } catch (error) {
    await Promise.all(nodes.map(node => node.stop()));
    throw error;
  }
}

function shareOf(at: number, count: number): [string, string] {
  const from = (index: number) => Math.floor((SLOTS * index) / count);
  return [String(from(at)), String(from(at + 1) - 1)];
}

async function untilWhole(nodes: readonly RunningRedis[]): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  const isWhole = async (node: RunningRedis) => {
    const info = await ask(node, ['CLUSTER', 'INFO']);
    return [
      'cluster_state:ok',
      `cluster_known_nodes:${nodes.length}`,
      `cluster_slots_ok:${SLOTS}`,
    ].every(line => info.includes(line));
  };
  while (!(await Promise.all(nodes.map(isWhole))).every(Boolean)) {
    if (performance.now() > end) throw new Error('The cluster stays in parts');
    await delay(LOOK_MS);
  }
}

async function ask(node: RunningRedis, words: string[]): Promise<string> {
  const { host, port, password } = node;
  const client = createClient({
    socket: { host, port, reconnectStrategy: false },
    RESP: 2,
    password,
  });
  client.on('error', () => undefined); // the command says it
  await client.connect();
  try {
    return String(await client.sendCommand(words));
  } finally {
    client.destroy();
  }
}
