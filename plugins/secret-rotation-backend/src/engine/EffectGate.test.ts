import { inspect } from 'node:util';
import {
  DriftError,
  FencedError,
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { mockServices } from '@backstage/backend-test-utils';
import { LeaseLostError } from '../ledger/errors';
import { EffectGate } from './EffectGate';
import { NO_FAILPOINTS } from './failpoints';

function createGate(failpoints = NO_FAILPOINTS) {
  const lines: string[] = [];
  const remember = (...parts: unknown[]) => {
    lines.push(inspect(parts, { depth: 10 }));
  };
  const logger = mockServices.logger.mock({
    error: remember,
    warn: remember,
    info: remember,
    debug: remember,
  });
  return {
    lines,
    gate: new EffectGate({ failpoints, logger, deadlineMs: 50 }),
  };
}

const HIDDEN = 'password hunter2 refused by db.internal:5432';

describe('the effect gate', () => {
  it('gives up a call that hangs at its deadline and aborts it', async () => {
    const { gate } = createGate();
    let signal: AbortSignal | undefined;
    const call = gate.call('forward.stage', 'store.stage', context => {
      signal = context.signal;
      return new Promise(() => {});
    });
    await expect(call).rejects.toBeInstanceOf(UnavailableError);
    await expect(call).rejects.toThrow('No answer within the deadline');
    expect(signal?.aborted).toBe(true);
  });

  it('answers in time without aborting, and hears nothing of what comes after its deadline', async () => {
    const { gate, lines } = createGate();
    let signal: AbortSignal | undefined;
    await expect(
      gate.call('forward.stage', 'store.stage', async context => {
        signal = context.signal;
        return 7;
      }),
    ).resolves.toBe(7);
    expect(signal?.aborted).toBe(false);
    let fail = (_: Error) => {};
    const late = new Promise((_, reject) => {
      fail = reject;
    });
    await expect(
      gate.call('forward.stage', 'store.stage', () => late),
    ).rejects.toThrow();
    fail(new Error(HIDDEN));
    await new Promise(setImmediate);
    expect(lines).toEqual([]);
  });

  it.each<[string, () => unknown]>([
    ['an Error', () => new Error(HIDDEN, { cause: new Error(HIDDEN) })],
    [
      'an error with properties',
      () => Object.assign(new TypeError(HIDDEN), { password: HIDDEN }),
    ],
    ['an aggregate', () => new AggregateError([new Error(HIDDEN)], HIDDEN)],
    ['a text', () => HIDDEN],
    ['nothing', () => undefined],
    [
      'an error that renamed itself',
      () => Object.assign(new Error('x'), { name: HIDDEN }),
    ],
  ])(
    'lets no text of %s through, neither in the error nor in the log',
    async (_, make) => {
      const { gate, lines } = createGate();
      for (const act of [
        async () => {
          throw make();
        },
        () => {
          throw make();
        },
      ]) {
        const error = await gate
          .call('forward.activate', 'rotator.activate', act)
          .then(
            () => undefined,
            reason => reason,
          );
        expect(error).toBeInstanceOf(UnavailableError);
        expect(error.message).toBe('Unexpected failure in rotator.activate');
        expect(inspect(error, { depth: 10 })).not.toContain('hunter2');
      }
      expect(lines).toHaveLength(2);
      expect(lines.join()).not.toMatch(/hunter2|db\.internal/);
    },
  );

  it.each([
    new UnavailableError('down', { retryAfterMs: 5 }),
    new DriftError('changed'),
    new FencedError('newer'),
    new PermissionDeniedError('no right', 'grant it'),
    new MisconfiguredError('wrong', 'mend it'),
  ])('lets %s of the adapters’ vocabulary through as it is', async error => {
    const { gate, lines } = createGate();
    await expect(
      gate.call('forward.stage', 'store.stage', () => Promise.reject(error)),
    ).rejects.toBe(error);
    expect(lines).toEqual([]);
  });

  it('is hit before the call and after it came back, and not after a failure', async () => {
    const hits: string[] = [];
    const { gate } = createGate({
      hit: (place, at) => hits.push(`${at}/${place}`),
    });
    await gate.call('forward.stage', 'store.stage', async () =>
      hits.push('the call'),
    );
    await gate
      .call('forward.promote', 'store.promote', () =>
        Promise.reject(new DriftError('changed')),
      )
      .catch(() => undefined);
    expect(hits).toEqual([
      'forward.stage/before:effect:store.stage',
      'the call',
      'forward.stage/after:effect:store.stage',
      'forward.promote/before:effect:store.promote',
    ]);
  });

  it('does not call at all when a failpoint stops it', async () => {
    const act = jest.fn();
    const { gate } = createGate({
      hit: () => {
        throw new LeaseLostError(1);
      },
    });
    await expect(
      gate.call('forward.stage', 'store.stage', act),
    ).rejects.toBeInstanceOf(LeaseLostError);
    expect(act).not.toHaveBeenCalled();
  });
});
