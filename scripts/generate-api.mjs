// Makes the API's types and the served document from openapi.yaml. `--check` fails when they are stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import { parse } from 'yaml';

const root = new URL('../plugins/secret-rotation-common/', import.meta.url);
const source = new URL('openapi.yaml', root);
const header =
  '// Made from openapi.yaml by `npm run generate:api`. Do not edit.\n/* eslint-disable */\n';

const document = parse(readFileSync(source, 'utf8'));
// The type aliases among them are empty, the document has no such parts.
const declarations = (await openapiTS(document)).filter(
  ts.isInterfaceDeclaration,
);
const files = {
  'src/api/generated/types.ts':
    header + asTsDoc(astToString(declarations.map(describe))),
  'src/api/generated/document.ts': `${header}export const document = ${JSON.stringify(
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

/** Gives what the package exports of the generated types the comments that the API report asks for. */
function describe(declaration) {
  if (declaration.name.text !== 'components') return declaration;
  for (const member of declaration.members) {
    comment(member, `The document's ${member.name.text}, by name.`);
  }
  return comment(
    declaration,
    'The shapes that the API document names. @public',
  );
}

function comment(node, text) {
  return ts.addSyntheticLeadingComment(
    node,
    ts.SyntaxKind.MultiLineCommentTrivia,
    `* ${text} `,
    true,
  );
}

/** The generator's comments are JSDoc; the API report reads TSDoc, which does not know these tags. */
function asTsDoc(text) {
  return text
    .replaceAll('@description ', '')
    .replaceAll('@default ', '@defaultValue ')
    .replaceAll(/^ *(\/\*\* @enum \{\w+\} \*\/|\* @enum \{\w+\})\n/gm, '');
}
