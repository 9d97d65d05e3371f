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
import { failpointsFromEnvironment, NO_FAILPOINTS } from './failpoints';

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
    const call = gate.call('store.stage', context => {
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
      gate.call('store.stage', async context => {
        signal = context.signal;
        return 7;
      }),
    ).resolves.toBe(7);
    expect(signal?.aborted).toBe(false);
    let fail = (_: Error) => {};
    const late = new Promise((_, reject) => {
      fail = reject;
    });
    await expect(gate.call('store.stage', () => late)).rejects.toThrow();
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
        const error = await gate.call('rotator.activate', act).then(
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
      gate.call('store.stage', () => Promise.reject(error)),
    ).rejects.toBe(error);
    expect(lines).toEqual([]);
  });

  it('is hit before the call and after it came back, and not after a failure', async () => {
    const hits: string[] = [];
    const { gate } = createGate({ hit: name => hits.push(name) });
    await gate.call('store.stage', async () => hits.push('the call'));
    await gate
      .call('store.promote', () => Promise.reject(new DriftError('changed')))
      .catch(() => undefined);
    expect(hits).toEqual([
      'before:effect:store.stage',
      'the call',
      'after:effect:store.stage',
      'before:effect:store.promote',
    ]);
  });

  it('does not call at all when a failpoint stops it', async () => {
    const act = jest.fn();
    const { gate } = createGate({
      hit: () => {
        throw new LeaseLostError(1);
      },
    });
    await expect(gate.call('store.stage', act)).rejects.toBeInstanceOf(
      LeaseLostError,
    );
    expect(act).not.toHaveBeenCalled();
  });
});

describe('failpoints', () => {
  afterEach(() => jest.restoreAllMocks());

  it('kill the process at the named place alone', () => {
    const kill = jest.spyOn(process, 'kill').mockReturnValue(true);
    const failpoints = failpointsFromEnvironment({
      KEYTURN_FAILPOINT: 'after:step:promote',
    });
    failpoints.hit('after:step:activate');
    expect(kill).not.toHaveBeenCalled();
    failpoints.hit('after:step:promote');
    expect(kill).toHaveBeenCalledWith(process.pid, 'SIGKILL');
  });

  it('have no effect in production or when none is named', () => {
    const kill = jest.spyOn(process, 'kill').mockReturnValue(true);
    const places = ['before:commit', 'after:commit'];
    for (const env of [
      { KEYTURN_FAILPOINT: 'before:commit', NODE_ENV: 'production' },
      {},
    ]) {
      const failpoints = failpointsFromEnvironment(env as NodeJS.ProcessEnv);
      places.forEach(name => failpoints.hit(name));
    }
    expect(kill).not.toHaveBeenCalled();
  });
});
