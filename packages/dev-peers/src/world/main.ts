/**
 * The supervisor of a world: a program. `KEYTURN_WORLD` holds its options as JSON. It tells its parent what happens,
 * and ends the world on SIGTERM, on SIGINT or when its parent is gone.
 */
import { removeAbandonedWorlds } from './processes/temporaryWorlds';
import { World, type WorldEvent } from './World';

/** What the supervisor tells its parent besides events. */
export type SupervisorMessage =
  | { readonly type: 'event'; readonly event: WorldEvent }
  | { readonly type: 'failed'; readonly reason: string };

function tell(message: SupervisorMessage): Promise<void> {
  return new Promise(done => {
    if (process.connected && process.send) {
      process.send(message, () => done());
    } else {
      done();
    }
  });
}

async function supervise(): Promise<void> {
  const world = new World(JSON.parse(process.env.KEYTURN_WORLD ?? ''), event =>
    tell({ type: 'event', event }),
  );
  let ending: Promise<void> | undefined;
  const end = (code: number) => {
    ending ??= world.stop().then(
      () => process.exit(code),
      error => {
        process.stderr.write(`${messageOf(error)}\n`);
        process.exit(1);
      },
    );
    return ending;
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => end(0));
  }
  process.once('disconnect', () => end(0));
  try {
    await removeAbandonedWorlds();
    await world.start();
  } catch (error) {
    if (!ending) {
      await tell({ type: 'failed', reason: messageOf(error) });
      await end(1);
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'Unknown failure';
}

supervise();
