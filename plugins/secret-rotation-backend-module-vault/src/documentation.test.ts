import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { examplePolicy } from './__testUtils__/examplePolicies';

const page = readFileSync(
  resolve(__dirname, '../../../docs/integrations/vault.md'),
  'utf8',
);
const linesOf = (text: string) =>
  text.split('\n').filter(line => line.startsWith('path '));

describe('the documentation', () => {
  it.each([
    'keyturn',
    'keyturn-staging',
    'keep-out-of-staging',
    'keyturn-approle',
  ])('shows the policy %s as it is tested', name => {
    const [, shown = ''] =
      new RegExp(
        `\`${name}\\.hcl\`[\\s\\S]*?\`\`\`hcl\n([\\s\\S]*?)\`\`\``,
      ).exec(page) ?? [];
    expect(linesOf(shown)).toEqual(linesOf(examplePolicy(name)));
    expect(linesOf(shown).length).toBeGreaterThan(0);
  });
});
