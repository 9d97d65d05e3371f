// Makes the API's types and the served document from openapi.yaml. `--check` fails when they are stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import { parse } from 'yaml';

const root = new URL('../plugins/secret-rotation-common/', import.meta.url);
const source = new URL('openapi.yaml', root);
const header =
  '// Made from openapi.yaml by `npm run generate:api`. Do not edit.\n/* eslint-disable */\n';

const document = parse(readFileSync(source, 'utf8'));
const files = {
  'src/api/generated/types.ts': header + astToString(await openapiTS(document)),
  'src/api/generated/document.ts': `${header}export const openApiDocument = ${JSON.stringify(
    document,
    null,
    2,
  )};\n`,
};

const check = process.argv.includes('--check');
for (const [name, text] of Object.entries(files)) {
  const url = new URL(name, root);
  if (!check) writeFileSync(url, text);
  else if (readFileSync(url, 'utf8') !== text) {
    console.error(`${fileURLToPath(url)} is stale: run npm run generate:api`);
    process.exitCode = 1;
  }
}
