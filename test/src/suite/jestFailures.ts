/** How many lines of a failure are repeated at the end. */
const LINES = 30;

/**
 * The failed tests in an output of Jest, each with its first lines, without turbo's prefixes. A reader of a long log
 * finds them at its end instead of searching for them.
 */
export function jestFailures(output: string): string[] {
  const found = new Map<string, string>();
  const lines = output.split('\n').map(splitPrefix);
  lines.forEach(({ prefix, text }, at) => {
    if (!/^\s*● /.test(text)) return;
    const name = `${prefix}${text.trim()}`;
    // Jest says each failure twice when it ran many files.
    if (found.has(name)) return;
    found.set(name, [name, ...blockAfter(lines, at, prefix)].join('\n'));
  });
  return [...found.values()];
}

interface Line {
  readonly prefix: string;
  readonly text: string;
}

function splitPrefix(line: string): Line {
  const [, prefix = '', text = ''] = /^(\S+:test: )?(.*)$/.exec(line) ?? [];
  return { prefix, text };
}

/** What the same package printed next, up to its next failure or its totals. */
function blockAfter(lines: Line[], at: number, prefix: string): string[] {
  const own = lines.slice(at + 1).filter(line => line.prefix === prefix);
  const end = own.findIndex(({ text }) =>
    /^\s*● |^(PASS|FAIL|Tests:|Test Suites:)/.test(text),
  );
  return own
    .slice(0, end === -1 ? LINES : Math.min(end, LINES))
    .map(({ text }) => text)
    .filter(text => text.trim());
}
