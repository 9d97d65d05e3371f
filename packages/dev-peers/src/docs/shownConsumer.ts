import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { JsonObject } from '@backstage/types';
import { parse } from 'yaml';

const PAGES = join(
  dirname(require.resolve('@keyturn/dev-peers/package.json')),
  '../../docs/integrations',
);

/** An entry of `consumers` and the annotations of an entity that names it, as a page shows them. @internal */
export interface ShownConsumer {
  readonly entry: JsonObject;
  readonly annotations: Record<string, string>;
}

interface Blocks {
  readonly config: {
    readonly secretRotation: {
      readonly consumers: Record<string, JsonObject>;
    };
  };
  readonly entity: { readonly metadata: Pick<ShownConsumer, 'annotations'> };
}

/**
 * Reads what a page of `docs/integrations` has people copy: its first block of YAML is app-config, its second an entity.
 * @throws Error when the entity does not name the entry
 * @internal
 */
export async function readShownConsumer(page: string): Promise<ShownConsumer> {
  const text = await readFile(join(PAGES, `${page}.md`), 'utf8');
  const [config, entity] = [...text.matchAll(/^```yaml\n(.*?)^```/gms)].map(
    ([, block]) => parse(block),
  );
  const blocks: Blocks = { config, entity };
  const { annotations } = blocks.entity.metadata;
  const name = annotations['keyturn.dev/consumer'];
  const entry = blocks.config.secretRotation.consumers[name];
  if (!entry) throw new Error(`${page}.md shows no entry ${name}`);
  return { entry, annotations };
}
