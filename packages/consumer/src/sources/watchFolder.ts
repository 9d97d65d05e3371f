import { watch, type FSWatcher } from 'node:fs';

/** How a mounted secret is watched. @public */
export interface WatchOptions {
  /**
   * Also look this often, in milliseconds. Default: 5000. Some file systems report nothing, and a folder that was
   * replaced reports nothing any more.
   */
  pollMs?: number;
  /** `false`: look by polling alone, for example on a network file system. */
  watch?: boolean;
}

/** A swap is several events; one look after them is enough. */
const SETTLE_MS = 50;
const POLL_MS = 5_000;

/**
 * Calls back when something in a folder may have changed. The folder is watched, not a file: renames and the swapped
 * symlinks of Kubernetes replace the file, and a watch on it would stay with the one that is gone.
 * @returns ends it
 * @internal
 */
export function watchFolder(
  folder: string,
  changed: () => void,
  { pollMs = POLL_MS, watch: isWatched = true }: WatchOptions,
): () => void {
  const poll = setInterval(changed, pollMs).unref();
  let settling: NodeJS.Timeout | undefined;
  const watcher = isWatched
    ? openWatcher(folder, () => {
        settling ??= setTimeout(() => {
          settling = undefined;
          changed();
        }, SETTLE_MS).unref();
      })
    : undefined;
  return () => {
    clearInterval(poll);
    clearTimeout(settling);
    watcher?.close();
  };
}

function openWatcher(
  folder: string,
  happened: () => void,
): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, happened);
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined; // no watches left on this machine, or no folder yet: the poll finds it
  }
}
