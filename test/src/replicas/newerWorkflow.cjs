// A stand-in for the next release: the same code, which says that it knows one more version of the workflow.
const { readFileSync } = require('node:fs');
const Module = require('node:module');

const KNOWN = /export const STEP_VERSION = (\d+);/;
const load = Module.prototype._compile;

Module.prototype._compile = function compile(content, filename) {
  if (!filename.endsWith('/src/engine/Worker.ts'))
    return load.call(this, content, filename);
  const [, known] = KNOWN.exec(readFileSync(filename, 'utf8'));
  const next = content.replace(
    new RegExp(`STEP_VERSION = ${known}\\b`),
    `STEP_VERSION = ${Number(known) + 1}`,
  );
  if (next === content) throw new Error('The step version was not found');
  return load.call(this, next, filename);
};
