import { loadConfigSchema } from '@backstage/config-loader';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

const DOCS = resolve(__dirname, '../../../docs');
const PAGES = [
  'operating.md',
  ...readdirSync(join(DOCS, 'integrations')).map(name =>
    join('integrations', name),
  ),
];

/** The parts of app-config that a page shows. What else it shows in YAML are catalog files. */
function configurationsOf(page: string): object[] {
  const text = readFileSync(join(DOCS, page), 'utf8');
  return [...text.matchAll(/^```yaml\n(.*?)^```/gms)]
    .map(([, block]) => parse(block) as Record<string, unknown>)
    .filter(block => 'secretRotation' in block);
}

const SHOWN = PAGES.map(
  page => [page, configurationsOf(page)] as const,
).filter(([, blocks]) => blocks.length > 0);

describe('the configuration that the documentation shows', () => {
  it('is on the pages of stores, rotators and consumers', () => {
    expect(SHOWN.map(([page]) => page)).toEqual(
      expect.arrayContaining(
        ['aws', 'gcp', 'vault', 'postgres', 'redis', 'ldap', 'http'].map(
          name => `integrations/${name}.md`,
        ),
      ),
    );
  });

  it.each(SHOWN)(
    'has on %s the shape that all packages together accept',
    async (page, blocks) => {
      const schema = await loadConfigSchema({ dependencies: ['backend'] });
      for (const data of blocks) {
        expect(() =>
          schema.process([{ data: Object(data), context: page }]),
        ).not.toThrow();
      }
    },
  );
});
