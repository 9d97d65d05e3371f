import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (path: string) =>
  readFileSync(join(__dirname, '..', path), 'utf8');

it('the page tells operators to grant what the tests run with', () => {
  const page = read('../../docs/integrations/aws-iam.md');
  const [, policy = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
  expect(JSON.parse(policy)).toEqual(
    JSON.parse(read('grants/access-keys.json')),
  );
});
