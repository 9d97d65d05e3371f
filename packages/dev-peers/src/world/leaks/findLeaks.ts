import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { formsOf } from './forms';

/** A value that must not show up. @public */
export interface Guarded {
  /** What to call it; never the value. */
  readonly label: string;
  readonly value: string;
  /** Whether a file, by its path below the folder, may hold it. */
  mayLieIn(path: string): boolean;
}

/** Where a value was found. @public */
export interface Leak {
  readonly label: string;
  readonly form: string;
  readonly path: string;
}

/** What was looked through. @public */
export interface LeakSearch {
  readonly leaks: readonly Leak[];
  readonly files: number;
  readonly bytes: number;
}

const CHUNK = 4 * 1024 * 1024;

/**
 * Looks through every file below a folder for every form of the values.
 * @public
 */
export async function findLeaks(
  folder: string,
  guarded: readonly Guarded[],
): Promise<LeakSearch> {
  const needles = guarded.flatMap(each =>
    [...formsOf(each.value)].map(([form, text]) => ({
      guarded: each,
      form,
      bytes: Buffer.from(text, 'utf8'),
    })),
  );
  const leaks: Leak[] = [];
  let files = 0;
  let bytes = 0;
  for (const path of await filesBelow(folder, '')) {
    const wanted = needles.filter(needle => !needle.guarded.mayLieIn(path));
    const found = new Set<(typeof needles)[number]>();
    for await (const chunk of chunksOf(join(folder, path), overlapOf(wanted))) {
      bytes += chunk.length;
      for (const needle of wanted) {
        if (chunk.includes(needle.bytes)) {
          found.add(needle);
        }
      }
    }
    files += 1;
    for (const needle of found) {
      leaks.push({ label: needle.guarded.label, form: needle.form, path });
    }
  }
  return { leaks, files, bytes };
}

function overlapOf(needles: ReadonlyArray<{ bytes: Buffer }>): number {
  return Math.max(0, ...needles.map(needle => needle.bytes.length - 1));
}

/** A file in pieces, each beginning with the end of the one before, so that no border hides a value. */
async function* chunksOf(file: string, overlap: number) {
  const handle = await open(file, 'r').catch(error => {
    if (error.code === 'ENOENT' || error.code === 'ENXIO') {
      return undefined; // removed meanwhile, or a socket
    }
    throw error;
  });
  if (!handle) {
    return;
  }
  try {
    let tail = Buffer.alloc(0);
    for (;;) {
      const piece = Buffer.alloc(CHUNK);
      const { bytesRead } = await handle.read(piece, 0, CHUNK);
      if (bytesRead === 0) {
        return;
      }
      const chunk = Buffer.concat([tail, piece.subarray(0, bytesRead)]);
      yield chunk;
      tail = Buffer.from(chunk.subarray(Math.max(0, chunk.length - overlap)));
    }
  } finally {
    await handle.close();
  }
}

async function filesBelow(folder: string, below: string): Promise<string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true });
  const paths = await Promise.all(
    entries.map(entry => {
      const path = join(below, entry.name);
      if (entry.isDirectory()) {
        return filesBelow(folder, path);
      }
      return entry.isFile() ? [path] : [];
    }),
  );
  return paths.flat().sort();
}
