import { mockServices } from '@backstage/backend-test-utils';
import { UnavailableError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { keepTokensAlive } from './keepTokensAlive';

describe('keepTokensAlive', () => {
  it('looks after every store and rotator, and logs of those that fail only what was written for people', async () => {
    const logger = mockServices.logger.mock();
    const healthy = {
      keepAlive: jest.fn<Promise<void>, []>(async () => undefined),
    };
    const failing = (error: Error) => ({
      keepAlive: async () => {
        throw error;
      },
    });
    const { signal } = new AbortController();

    await keepTokensAlive(
      new Map<string, { keepAlive(): Promise<void> }>([
        ['store one', failing(new Error('s.the-token at 10.0.0.1'))],
        ['rotator two', failing(new UnavailableError('It is sealed'))],
        ['store three', healthy],
      ]),
      { signal, logger },
    );

    expect(healthy.keepAlive).toHaveBeenCalledWith({ signal });
    expect(logger.warn.mock.calls).toEqual([
      ['The token of store one could not be looked after: unexpected failure'],
      ['The token of rotator two could not be looked after: It is sealed'],
    ]);
  });
});
