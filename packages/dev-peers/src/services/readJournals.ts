import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalLine } from './Journal';

/** What one service did, all its instances and restarts together. @public */
export interface ServiceJournal {
  /** Queries that were answered. */
  served: number;
  /** Queries that failed, each try counted. */
  failed: number;
  /** The failed ones by the code of their error. */
  failures: Record<string, number>;
  /** Processes that were started. */
  starts: number;
  /** Reloads that it was told, repeats included. */
  told: number;
  /** The store's ids of the versions that it used, in the order of their first use. */
  versions: string[];
}

/** What all services did. @public */
export interface Journals {
  served: number;
  failed: number;
  byService: Record<string, ServiceJournal>;
}

/** Adds up the journals that the services of the quick start keep in a folder. @public */
export function readJournals(dir: string): Journals {
  const journals: Journals = { served: 0, failed: 0, byService: {} };
  const lines = (existsSync(dir) ? readdirSync(dir) : [])
    .filter(file => file.endsWith('.jsonl'))
    .flatMap(file => readLines(join(dir, file)))
    .sort((a, b) => a.line.at.localeCompare(b.line.at));
  for (const { service, line } of lines) {
    journals.byService[service] ??= empty();
    add(journals.byService[service], line);
  }
  for (const each of Object.values(journals.byService)) {
    journals.served += each.served;
    journals.failed += each.failed;
  }
  return journals;
}

function empty(): ServiceJournal {
  return {
    served: 0,
    failed: 0,
    failures: {},
    starts: 0,
    told: 0,
    versions: [],
  };
}

function add(journal: ServiceJournal, line: JournalLine) {
  if (line.kind === 'start') {
    journal.starts += 1;
  } else if (line.kind === 'told') {
    journal.told += 1;
  } else if (line.kind === 'uses' && !journal.versions.includes(line.version)) {
    journal.versions.push(line.version);
  } else if (line.kind === 'queries') {
    journal.served += line.served;
    journal.failed += line.failed;
    for (const [code, count] of Object.entries(line.failures)) {
      journal.failures[code] = (journal.failures[code] ?? 0) + count;
    }
  }
}

interface PlacedLine {
  service: string;
  line: JournalLine & { at: string };
}

function readLines(file: string): PlacedLine[] {
  let service = 'unknown';
  return (
    readFileSync(file, 'utf8')
      .split('\n')
      // What follows the last line break is empty, or a line that a killed process did not finish.
      .slice(0, -1)
      .map(text => {
        const line = JSON.parse(text) as JournalLine & { at: string };
        if (line.kind === 'start') {
          service = line.service;
        }
        return { service, line };
      })
  );
}
