import { absent, dataAnswer, done, refusal, type Answer } from './answer';
import {
  configBody,
  metadataBody,
  versionsBody,
  writeBody,
  type Entry,
  type KvState,
  type Version,
} from './kvShapes';

const DEFAULT_MAX_VERSIONS = 10;

/** The KV v2 engine: what Vault and OpenBao have in common. Every method is one request. */
export class Kv {
  readonly #state: KvState;
  readonly #now: () => Date;

  constructor(state: KvState, now: () => Date) {
    this.#state = state;
    this.#now = now;
  }

  has(path: string): boolean {
    return this.#entry(path) !== undefined;
  }

  readConfig(): Answer {
    return dataAnswer({ ...this.#state.config, delete_version_after: '0s' });
  }

  writeConfig(body: unknown): Answer {
    const read = configBody.safeParse(body);
    if (!read.success) {
      return refusal(400, 'the stand-in does not have this setting');
    }
    Object.assign(this.#state.config, read.data);
    return done;
  }

  read(path: string, number: number | undefined): Answer {
    const entry = this.#entry(path);
    const wanted = number || entry?.current_version;
    const version = entry?.versions[String(wanted)];
    if (!entry || !wanted || !version) {
      return absent;
    }
    const gone = version.destroyed || version.deletion_time !== '';
    return dataAnswer(
      {
        data: gone ? null : version.data,
        metadata: versionMetadata(entry, wanted, version),
      },
      gone ? 404 : 200,
    );
  }

  write(path: string, body: unknown): Answer {
    const read = writeBody.safeParse(body);
    if (!read.success) {
      return refusal(400, 'no data provided');
    }
    const { data, options } = read.data;
    const before = this.#entry(path);
    const refused = this.#compare(before, options?.cas);
    if (refused) {
      return refused;
    }
    const time = this.#now().toISOString();
    const entry = before ?? this.#add(path, time);
    const version = {
      created_time: time,
      deletion_time: '',
      destroyed: false,
      data,
    };
    entry.current_version += 1;
    entry.updated_time = time;
    entry.versions[String(entry.current_version)] = version;
    this.#dropOldest(entry);
    return dataAnswer(versionMetadata(entry, entry.current_version, version));
  }

  /** `DELETE data`: the newest version. */
  deleteNewest(path: string): Answer {
    return this.delete(path, {
      versions: [this.#entry(path)?.current_version ?? 0],
    });
  }

  delete(path: string, body: unknown): Answer {
    return this.#eachVersion(path, body, version => {
      if (!version.destroyed && version.deletion_time === '') {
        version.deletion_time = this.#now().toISOString();
      }
    });
  }

  undelete(path: string, body: unknown): Answer {
    return this.#eachVersion(path, body, version => {
      if (!version.destroyed) {
        version.deletion_time = '';
      }
    });
  }

  destroy(path: string, body: unknown): Answer {
    return this.#eachVersion(path, body, version => {
      version.destroyed = true;
      version.data = null;
    });
  }

  readMetadata(path: string): Answer {
    const entry = this.#entry(path);
    if (!entry) {
      return absent;
    }
    return dataAnswer({
      ...entry,
      delete_version_after: '0s',
      versions: Object.fromEntries(
        Object.entries(entry.versions).map(
          ([number, { created_time, deletion_time, destroyed }]) => [
            number,
            { created_time, deletion_time, destroyed },
          ],
        ),
      ),
    });
  }

  /** `POST metadata` sets what it names; `PATCH metadata` merges into the custom metadata. */
  writeMetadata(path: string, body: unknown, mode: 'set' | 'merge'): Answer {
    const read = metadataBody.safeParse(body);
    if (!read.success) {
      return refusal(400, 'the stand-in does not have this setting');
    }
    const before = this.#entry(path);
    if (!before && mode === 'merge') {
      return { status: 404 };
    }
    const { custom_metadata: custom, ...settings } = read.data;
    const entry = before ?? this.#add(path, this.#now().toISOString());
    Object.assign(entry, settings);
    if (custom !== undefined) {
      const merged = Object.entries({
        ...(mode === 'merge' ? entry.custom_metadata : {}),
        ...custom,
      }).filter((pair): pair is [string, string] => pair[1] !== null);
      entry.custom_metadata =
        custom === null || merged.length === 0
          ? null
          : Object.fromEntries(merged);
    }
    return done;
  }

  /** The path with all its versions. */
  deleteMetadata(path: string): Answer {
    delete this.#state.entries[path];
    return done;
  }

  /** Names below a folder; those of folders end in a slash. */
  list(folder: string): Answer {
    const prefix = folder === '' ? '' : `${folder}/`;
    const keys = Object.keys(this.#state.entries)
      .filter(path => path.startsWith(prefix))
      .map(path => path.slice(prefix.length).replace(/\/.*/, '/'));
    return keys.length === 0
      ? absent
      : dataAnswer({ keys: [...new Set(keys)].sort() });
  }

  #entry(path: string): Entry | undefined {
    return Object.hasOwn(this.#state.entries, path)
      ? this.#state.entries[path]
      : undefined;
  }

  #add(path: string, time: string): Entry {
    const entry: Entry = {
      current_version: 0,
      oldest_version: 0,
      created_time: time,
      updated_time: time,
      max_versions: 0,
      cas_required: false,
      custom_metadata: null,
      versions: {},
    };
    this.#state.entries[path] = entry;
    return entry;
  }

  #compare(
    entry: Entry | undefined,
    cas: number | undefined,
  ): Answer | undefined {
    if (cas === undefined) {
      return this.#state.config.cas_required || entry?.cas_required
        ? refusal(400, 'check-and-set parameter required for this call')
        : undefined;
    }
    return cas === (entry?.current_version ?? 0)
      ? undefined
      : refusal(
          400,
          'check-and-set parameter did not match the current version',
        );
  }

  #dropOldest(entry: Entry): void {
    const kept =
      entry.max_versions ||
      this.#state.config.max_versions ||
      DEFAULT_MAX_VERSIONS;
    const oldest = entry.current_version - kept + 1;
    for (const number of Object.keys(entry.versions)) {
      if (Number(number) < oldest) {
        delete entry.versions[number];
        entry.oldest_version = oldest;
      }
    }
  }

  #eachVersion(
    path: string,
    body: unknown,
    change: (version: Version) => void,
  ): Answer {
    const read = versionsBody.safeParse(body);
    if (!read.success || read.data.versions.length === 0) {
      return refusal(400, 'no version number provided');
    }
    const entry = this.#entry(path);
    for (const number of read.data.versions) {
      const version = entry?.versions[String(number)];
      if (version) {
        change(version);
      }
    }
    return done;
  }
}

function versionMetadata(
  entry: Entry,
  number: number,
  { created_time, deletion_time, destroyed }: Version,
): object {
  return {
    created_time,
    custom_metadata: entry.custom_metadata,
    deletion_time,
    destroyed,
    version: number,
  };
}
