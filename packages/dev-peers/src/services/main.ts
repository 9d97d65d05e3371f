/**
 * One real service of the quick start as a process: reads its secret from the store, queries its target all the
 * time, and keeps the contract of docs/attestation.md. Started by `startService`.
 */
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Connections } from './Connections';
import { createContractServer } from './contractServer';
import { Journal } from './Journal';
import { endWithParent, tellParent } from './lifeline';
import { QueryLoad } from './QueryLoad';
import { LOADING_STYLES, fromEnvironment } from './settings';
import { openStore } from './stores';
import { misreading } from './stores/misreading';

const LONGEST_END_MS = 3_000;

async function run() {
  const environment = fromEnvironment(process.env);
  const { settings, token, store } = environment;
  const style = LOADING_STYLES[settings.name];
  const journal = new Journal(
    settings.journalDir,
    settings.name,
    settings.instance,
  );
  const connections = new Connections(
    settings,
    misreading(openStore(store), settings.fault),
    journal,
  );
  const load = new QueryLoad(settings.connections, () => connections.current);
  const crashes =
    settings.fault === 'crashes' && settings.restartedFor !== undefined;
  const heard = new Set<string>();
  let isEnding = false;

  const server = createContractServer({
    token,
    instance: settings.instance,
    startedAt: new Date(),
    path: store.path,
    isHealthy: () => load.isServed && !crashes,
    uses: () => connections.inUse,
    problem: () => connections.problem,
    attested: () => {
      if (crashes) {
        journal.close();
        process.exit(1);
      }
    },
    reload: version => reload(version),
  });

  async function end(restartFor?: string) {
    if (isEnding) {
      return;
    }
    isEnding = true;
    setTimeout(() => {
      journal.close();
      process.exit(1);
    }, LONGEST_END_MS).unref();
    server.close();
    await load.stop();
    await connections.close();
    journal.close();
    if (restartFor !== undefined) {
      await tellParent({ type: 'restart', version: restartFor });
    }
    process.exit(0);
  }

  function misses(version: string): boolean {
    const isFirst = !heard.has(version);
    heard.add(version);
    return (
      settings.fault === 'deaf' ||
      (settings.fault === 'misses-first-word' && isFirst)
    );
  }

  function reload(version: string) {
    journal.record({ kind: 'told', version });
    if (version === connections.current?.version || misses(version)) {
      return;
    }
    if (style.onReload === 'swap') {
      connections.reload(version);
    } else if (
      style.onReload === 'restart' &&
      version !== settings.restartedFor
    ) {
      end(version);
    }
  }

  endWithParent(() => end());
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(settings.port, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  console.log(`${settings.instance} listens on port ${port}`);
  await tellParent({ type: 'listening', port });

  await connections.loadFirst();
  while (style.pollMs !== undefined && !isEnding) {
    await delay(style.pollMs);
    await connections.refresh();
  }
}

run().catch(error => {
  console.error(
    `The service could not start: ${
      error instanceof Error ? error.message : 'for an unknown reason'
    }`,
  );
  process.exit(1);
});
