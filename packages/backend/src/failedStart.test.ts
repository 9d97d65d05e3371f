import { exitAfterFailedStart } from './failedStart';

describe('a failed start', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it.each([
    ['stops cleanly', async () => {}],
    [
      'cannot even stop',
      async () => {
        throw new Error('no lifecycle yet');
      },
    ],
  ])(
    'ends the process with 1 when the backend %s, and shows no line that a parser quoted',
    async (_how, stop) => {
      const exit = jest
        .spyOn(process, 'exit')
        .mockImplementation((): never => undefined as never);
      const written = jest
        .spyOn(process.stderr, 'write')
        .mockImplementation(() => true);

      await exitAfterFailedStart(
        { stop },
        new Error('Not YAML at line 4:\n\n  token: s3cr3t-in-the-file\n  ^'),
      ).catch(() => 'reported by the process already');

      expect(exit).toHaveBeenCalledWith(1);
      const text = written.mock.calls.map(([chunk]) => chunk).join('');
      expect(text).toContain('Not YAML at line 4');
      expect(text).not.toContain('s3cr3t');
    },
  );
});
