import { storeVersionId } from '@keyturn/backstage-plugin-secret-rotation-node';
import { findProgram, hasPeer, typeIntoCommand } from '@keyturn/dev-peers';
import { writeCommandOf } from './writeCommand';

jest.setTimeout(60_000);

const AT = { region: 'eu-central-1', secret: 'payments/acme' };
const SEEN = {
  current: storeVersionId('v-1'),
  versions: [
    { id: storeVersionId('v-1'), createdAt: new Date(0), readable: true },
  ],
};
const REQUEST = { path: 'payments/acme', runId: 'R-7', seen: SEEN };

/** A stand-in for AWS's tool: it answers with a secret, and keeps what it is to write. */
const AWS = `case "$2" in
  get-secret-value) printf '%s\\n' '{"user":"acme","key":"old"}' ;;
  *) cat > "$NOTES/written" ;;
esac`;

const type = (command: string, aws = AWS) =>
  typeIntoCommand({ command, typed: 'pasted value\n', tools: { aws } });

describe('a command that a person writes a version with', () => {
  it('hands the value over by standard input alone', async () => {
    const { text, version } = writeCommandOf(AT, REQUEST);
    const { notes, calls, shown } = await type(text);
    expect(notes).toEqual({ written: 'pasted value' });
    expect(calls).toEqual([
      {
        tool: 'aws',
        args: [
          'secretsmanager',
          'put-secret-value',
          '--region',
          'eu-central-1',
          '--secret-id',
          'payments/acme',
          '--client-request-token',
          version,
          '--secret-string',
          'file:///dev/stdin',
        ],
      },
    ]);
    expect(shown).not.toContain('pasted');
  });

  it('works once for each version that was seen: its token is the version', () => {
    const { version } = writeCommandOf(AT, REQUEST);
    expect(version).toMatch(/^keyturn-R-7-by-hand-[0-9a-f]{20}$/);
    expect(writeCommandOf(AT, REQUEST).version).toBe(version);
    const later = { ...SEEN, current: storeVersionId('v-2') };
    expect(writeCommandOf(AT, { ...REQUEST, seen: later }).version).not.toBe(
      version,
    );
  });

  it('makes a secret that is not there yet', () => {
    const { text } = writeCommandOf(AT, { ...REQUEST, seen: { versions: [] } });
    expect(text).toContain('create-secret --region eu-central-1 --name');
  });
});

const jq = {
  name: 'jq',
  program: findProgram({ names: ['jq'] }),
  variable: 'PATH',
};
(hasPeer(jq) ? describe : describe.skip)('one field of a value', () => {
  const { text } = writeCommandOf(AT, { ...REQUEST, field: 'key' });

  it('is replaced, and the others stay as they are', async () => {
    const { notes, calls } = await type(text);
    expect(JSON.parse(notes.written)).toEqual({
      user: 'acme',
      key: 'pasted value',
    });
    expect(JSON.stringify(calls)).not.toContain('pasted');
  });

  it('is not written where the others cannot be read', async () => {
    const { notes, calls, exitCode } = await type(text, 'exit 254');
    expect(exitCode).not.toBe(0);
    expect(notes).toEqual({});
    expect(calls).toHaveLength(1);
  });
});
