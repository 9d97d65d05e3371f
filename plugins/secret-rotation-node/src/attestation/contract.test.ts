import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { attestationAnswer } from './attestation';

it('publishes the schema that answers are checked by', async () => {
  const page = await readFile(
    join(__dirname, '../../../../docs/attestation.md'),
    'utf8',
  );
  const [, schema] = /```json schema\n([\s\S]*?)```/.exec(page) ?? [];
  expect(JSON.parse(schema)).toEqual(
    z.toJSONSchema(attestationAnswer, { io: 'input' }),
  );
});

it('shows an answer that keeps its own schema', async () => {
  const page = await readFile(
    join(__dirname, '../../../../docs/attestation.md'),
    'utf8',
  );
  const [, example] = /```json\n(\{\s*"instance"[\s\S]*?)```/.exec(page) ?? [];
  const answer = JSON.parse(
    example.replace('5a1c…64 hex digits', 'a'.repeat(64)),
  );
  expect(attestationAnswer.parse(answer)).toEqual(answer);
});
