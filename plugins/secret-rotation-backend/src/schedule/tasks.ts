import type {
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { errorType } from '../engine/errorType';

/** One piece of work that the scheduler drives. It reads from the ledger what there is to do. */
export interface Task {
  readonly id: string;
  readonly everySeconds: number;
  readonly timeoutSeconds: number;
  /** `global`: on one replica at a time. `local`: on every replica. */
  readonly scope: 'global' | 'local';
  run(): Promise<unknown>;
}

/**
 * Hands tasks to Backstage's scheduler, which calls them at least once. Each is harmless when it runs twice at once
 * or is called by hand. An error that leaves a task is shown to every signed-in user by the scheduler's own page, so
 * only its type does.
 */
export async function scheduleTasks(
  scheduler: SchedulerService,
  logger: LoggerService,
  tasks: readonly Task[],
): Promise<void> {
  for (const task of tasks) {
    await scheduler.scheduleTask({
      id: task.id,
      frequency: { seconds: task.everySeconds },
      timeout: { seconds: task.timeoutSeconds },
      scope: task.scope,
      fn: async () => {
        try {
          await task.run();
        } catch (error) {
          const type = errorType(error);
          logger.error(
            `Task ${task.id} failed (${type}); the next tick tries again`,
          );
          throw new Error(`Task ${task.id} failed (${type})`);
        }
      },
    });
  }
}
