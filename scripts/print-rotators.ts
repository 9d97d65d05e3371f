/**
 * Prints what each rotator can do, from the declarations that the modules export. `--write` puts it into
 * docs/rotators.md between its markers, `--check` fails when the one there is stale.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RotatorDeclaration } from '../plugins/secret-rotation-node/src';
import { deliver } from './generatedPart';

const ROOT = join(__dirname, '..');
const PLUGINS = join(ROOT, 'plugins');
const MODULE = 'secret-rotation-backend-module-';

const WORDS = {
  overlap: {
    dual: 'both are accepted',
    single: 'no: the new one replaces the old one',
  },
  issues: {
    chosen: 'Keyturn',
    issued: 'the target',
    delegated: 'the secrets manager',
    manual: 'a person',
  },
  accounts: { two: 'two take turns', one: 'one' },
  seenBy: {
    'open-sessions': 'open sessions',
    'last-use': 'the time of its last use',
    nothing: 'not seen',
  },
  usage: {
    'per-credential': 'of this credential',
    'per-account': 'of the account',
    none: '',
  },
  oldSessions: {
    ended: 'ended',
    none: 'there are none: each request carries the credential',
    'live-on': 'live until they are closed',
  },
  fencing: {
    target: 'the target',
    deadline: 'deadlines',
    none: 'it writes nothing',
  },
} as const;

interface Declared {
  readonly folder: string;
  readonly declaration: RotatorDeclaration;
}

/** @throws Error for a rotator that is registered and not declared, and for a file that is named and missing */
function declared(): Declared[] {
  return readdirSync(PLUGINS)
    .filter(folder => folder.startsWith(MODULE))
    .sort()
    .flatMap(folder => declaredBy(folder));
}

function declaredBy(folder: string): Declared[] {
  const src = join(PLUGINS, folder, 'src');
  const module = join(src, 'module.ts');
  const registered = existsSync(module)
    ? [
        ...readFileSync(module, 'utf8').matchAll(/addRotator\(\s*'([^']+)'/g),
      ].map(([, kind]) => kind)
    : [];
  const declarations: readonly RotatorDeclaration[] = existsSync(
    join(src, 'declarations.ts'),
  )
    ? require(join(src, 'declarations.ts')).rotatorDeclarations
    : [];
  const missing = registered.find(
    kind => !declarations.some(one => one.kind === kind),
  );
  if (missing)
    throw new Error(`${folder} does not declare what ${missing} does`);
  for (const { page, privileges } of declarations) {
    for (const file of [
      join(ROOT, 'docs', page),
      ...(privileges.script ? [join(PLUGINS, folder, privileges.script)] : []),
    ]) {
      if (!existsSync(file)) throw new Error(`There is no ${file}`);
    }
  }
  return declarations.map(declaration => ({ folder, declaration }));
}

function configured({ kind, strategy }: RotatorDeclaration): string {
  return strategy ? `\`${kind}\`, \`${strategy}\`` : `\`${kind}\``;
}

function linked({ title, page }: RotatorDeclaration): string {
  return `[${title}](${page})`;
}

function seen({ seenBy, usage }: RotatorDeclaration): string {
  return [WORDS.seenBy[seenBy], WORDS.usage[usage]].filter(Boolean).join(' ');
}

function overlapOf({ overlap, staysUntilNext }: RotatorDeclaration): string {
  return staysUntilNext
    ? `${WORDS.overlap[overlap]}, the old one until the next rotation`
    : WORDS.overlap[overlap];
}

function table(
  heads: readonly string[],
  rows: ReadonlyArray<readonly string[]>,
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join(
    '\n',
  );
}

const all = declared();
const abilities = table(
  [
    'rotator',
    '`kind`, `strategy`',
    'old and new at once',
    'value made by',
    'accounts',
    'use of the old one is seen by',
    'sessions left on it',
    'a late worker is held off by',
  ],
  all.map(({ declaration: one }) => [
    linked(one),
    configured(one),
    overlapOf(one),
    WORDS.issues[one.issues],
    WORDS.accounts[one.accounts],
    seen(one),
    WORDS.oldSessions[one.oldSessions],
    WORDS.fencing[one.fencing],
  ]),
);
const needs = table(
  [
    'rotator',
    'what the operator\u2019s credential needs',
    'granted by',
    'kit passed on',
  ],
  all.map(({ folder, declaration: one }) => {
    const { summary, script } = one.privileges;
    return [
      one.title,
      summary,
      script
        ? `[${script.split('/').pop()}](../plugins/${folder}/${script})`
        : 'its page',
      one.provenOn.join(', ') || 'its own tests',
    ];
  }),
);

deliver(
  {
    page: 'docs/rotators.md',
    script: 'print:rotators',
    text: `${abilities}\n\n${needs}\n`,
  },
  process.argv[2],
);
