import { loadConfigSchema, type ConfigSchema } from '@backstage/config-loader';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { exampleConfig } from './__testUtils__/exampleConfig';

jest.setTimeout(120_000);

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

const SHOWN = PAGES.flatMap(page =>
  configurationsOf(page).map((block, index) => ({ page, index, block })),
);

let schema: ConfigSchema;
let example: { data: object; context: string };
beforeAll(async () => {
  schema = await loadConfigSchema({ dependencies: ['app', 'backend'] });
  const data = Object((await exampleConfig()).get());
  example = { data, context: 'example' };
});

describe('the configuration that the documentation shows', () => {
  it('is on the pages of stores, rotators and consumers', () => {
    expect(SHOWN.map(({ page }) => page)).toEqual(
      expect.arrayContaining(
        ['aws', 'gcp', 'vault', 'postgres', 'redis', 'ldap', 'http'].map(
          name => `integrations/${name}.md`,
        ),
      ),
    );
  });

  it.each(SHOWN)(
    'has on $page, as its block $index, added to the example, the shape that all packages together accept',
    ({ page, block }) => {
      const shown = { data: Object(block), context: page };
      expect(() => schema.process([example, shown])).not.toThrow();
    },
  );
});
