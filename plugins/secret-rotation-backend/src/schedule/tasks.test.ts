import { mockServices } from '@backstage/backend-test-utils';
import { scheduleTasks } from './tasks';

const HIDDEN = 'connect ECONNREFUSED vault.internal:8200 with password hunter2';

describe('a task', () => {
  it('lets no text, cause or property of an error out, neither to the scheduler nor to the log', async () => {
    const lines: unknown[] = [];
    const logger = mockServices.logger.mock({
      error: (...parts) => lines.push(parts),
    });
    const scheduleTask = jest.fn();
    class ProviderError extends Error {
      override name = 'ProviderError';
      readonly host = 'vault.internal';
    }
    const failed = new ProviderError(HIDDEN, { cause: new Error(HIDDEN) });
    await scheduleTasks(mockServices.scheduler.mock({ scheduleTask }), logger, [
      {
        id: 'work',
        everySeconds: 2,
        timeoutSeconds: 30,
        scope: 'global',
        run: () => Promise.reject(failed),
      },
    ]);
    const error = await scheduleTask.mock.calls[0][0]
      .fn()
      .catch((it: unknown) => it);
    expect(error).toBeInstanceOf(Error);
    expect(error.message).toBe('Task work failed (ProviderError)');
    expect(error.cause).toBeUndefined();
    expect(Object.keys(error)).toEqual([]);
    const seen = JSON.stringify([lines, Object.entries(error)]);
    expect(seen).toContain('Task work failed (ProviderError)');
    expect(seen).not.toMatch(/hunter2|vault\.internal|ECONNREFUSED/);
  });

  it('is handed over with its own cadence, timeout and scope, and takes part in no other', async () => {
    const scheduleTask = jest.fn();
    await scheduleTasks(
      mockServices.scheduler.mock({ scheduleTask }),
      mockServices.logger.mock(),
      (['local', 'global'] as const).map(scope => ({
        id: scope,
        everySeconds: 7,
        timeoutSeconds: 9,
        scope,
        run: async () => ({ values: 1 }),
      })),
    );
    expect(scheduleTask.mock.calls.map(([task]) => task)).toMatchObject([
      {
        id: 'local',
        scope: 'local',
        frequency: { seconds: 7 },
        timeout: { seconds: 9 },
      },
      { id: 'global', scope: 'global' },
    ]);
    // The scheduler stores what a task returns nowhere, and gets nothing to store.
    await expect(scheduleTask.mock.calls[0][0].fn()).resolves.toBeUndefined();
  });
});
