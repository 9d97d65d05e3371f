import { storeVersionId } from '@keyturn/backstage-plugin-secret-rotation-node';
import { findProgram, hasPeer, typeIntoCommand } from '@keyturn/dev-peers';
import { writeCommandOf } from './writeCommand';

jest.setTimeout(60_000);

const TARGET = { project: 'payments-prod', id: 'acme' };
const REQUEST = {
  path: 'acme',
  runId: 'R-7',
  seen: {
    current: storeVersionId('1'),
    versions: [
      { id: storeVersionId('1'), createdAt: new Date(0), readable: true },
    ],
  },
};

/** A stand-in for Google's tool: it answers with a secret, and keeps what it is to write. */
const GCLOUD = `case "$2 $3" in
  'versions access') printf '%s' '{"user":"acme","key":"old"}' ;;
  'versions add') cat > "$NOTES/written"; echo projects/4711/secrets/acme/versions/9 ;;
esac`;

const type = (command: string, gcloud = GCLOUD) =>
  typeIntoCommand({ command, typed: 'pasted value\n', tools: { gcloud } });

describe('a command that a person writes a version with', () => {
  it('hands the value over by standard input alone', async () => {
    const { text, version } = writeCommandOf(TARGET, REQUEST);
    const { notes, calls, shown } = await type(text);
    expect(version).toBeUndefined();
    expect(notes).toEqual({ written: 'pasted value' });
    expect(calls.map(({ args }) => args.join(' '))).toEqual([
      'secrets versions add acme --project=payments-prod --data-file=-',
    ]);
    expect(shown).not.toContain('pasted');
  });

  it('points the alias to it, where consumers read through one', async () => {
    const target = { ...TARGET, location: 'europe-west3', alias: 'current' };
    const { calls } = await type(writeCommandOf(target, REQUEST).text);
    expect(calls.map(({ args }) => args.join(' '))).toEqual([
      'secrets versions add acme --project=payments-prod --location=europe-west3 --data-file=- --format=value(name)',
      'secrets update acme --project=payments-prod --location=europe-west3 --update-version-aliases=current=9',
    ]);
  });

  it('leaves the alias where it is when the version could not be added', async () => {
    const target = { ...TARGET, alias: 'current' };
    const { text } = writeCommandOf(target, REQUEST);
    const { calls, exitCode } = await type(text, 'exit 1');
    expect(exitCode).not.toBe(0);
    expect(calls).toHaveLength(1);
  });
});

const jq = {
  name: 'jq',
  program: findProgram({ names: ['jq'] }),
  variable: 'PATH',
};
(hasPeer(jq) ? describe : describe.skip)('one field of a value', () => {
  const { text } = writeCommandOf(TARGET, { ...REQUEST, field: 'key' });

  it('is replaced, and the others stay as they are', async () => {
    const { notes, calls } = await type(text);
    expect(JSON.parse(notes.written)).toEqual({
      user: 'acme',
      key: 'pasted value',
    });
    expect(JSON.stringify(calls)).not.toContain('pasted');
  });

  it('is not written where the others cannot be read', async () => {
    const { notes, exitCode } = await type(text, 'exit 1');
    expect(exitCode).not.toBe(0);
    expect(notes).toEqual({});
  });
});
