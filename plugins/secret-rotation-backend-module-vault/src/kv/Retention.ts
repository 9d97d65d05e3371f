import {
  MisconfiguredError,
  type EffectContext,
  type PreflightCheck,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { KvEndpoints } from './endpoints';
import type { KvEngine } from './KvEngine';
import type { KvMetadata } from './KvMetadata';

const DAY_MS = 24 * 60 * 60 * 1000;
// An overlap, a weekend in which nobody decides, and a way back.
const SHORTEST_LIFE_MS = 7 * DAY_MS;

/** Whether the engine keeps the old version of a path beside the new one for as long as a rotation needs it. */
export class Retention {
  readonly #kv: KvEngine;
  readonly #endpoints: KvEndpoints;

  constructor(kv: KvEngine, endpoints: KvEndpoints) {
    this.#kv = kv;
    this.#endpoints = endpoints;
  }

  /** @param metadata - of the path, `undefined` where it does not exist yet */
  async check(
    metadata: KvMetadata | undefined,
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    const mount = await this.#kv.readConfig(this.#endpoints.config(), context);
    const lives = [metadata?.lifeMs ?? 0, mount.lifeMs].filter(ms => ms > 0);
    return [
      checkNumber(metadata?.maxVersions || mount.maxVersions),
      // A negative life of the mount switches deletion off for all its paths.
      checkLife(mount.lifeMs < 0 ? Infinity : Math.min(...lives)),
    ];
  }

  /**
   * Passes where the old version survives. Preflight looks too, but somebody may have changed it since.
   * @throws MisconfiguredError where it does not
   */
  async require(
    metadata: KvMetadata | undefined,
    context: EffectContext,
  ): Promise<void> {
    const checks = await this.check(metadata, context);
    const failed = checks.find(({ ok }) => !ok);
    if (failed) {
      throw new MisconfiguredError(failed.message, failed.fix ?? '');
    }
  }
}

/** Why a version cannot be read any more. */
export function lossOf(
  metadata: KvMetadata | undefined,
  version: number,
): string {
  const entry = metadata?.versions.find(it => it.version === version);
  if (!entry) {
    return metadata && version <= metadata.latest
      ? 'The store has dropped the version to restore, because it keeps too few (max_versions)'
      : 'The store does not know the version to restore any more';
  }
  return entry.destroyed
    ? 'The version to restore was destroyed'
    : 'The version to restore was deleted, or outlived delete_version_after';
}

/** With one version kept, promotion itself would destroy the old value. 0 is the engine's own, ample default. */
function checkNumber(kept: number): PreflightCheck {
  const code = 'vault.max-versions';
  return kept === 1
    ? {
        code,
        ok: false,
        message:
          'The store keeps one version of this secret, so a rotation could not be rolled back',
        fix: 'Set max_versions of the path or of the KV engine to 2 or more',
      }
    : {
        code,
        ok: true,
        message: 'The store keeps the old version beside the new one',
      };
}

function checkLife(lifeMs: number): PreflightCheck {
  const code = 'vault.delete-version-after';
  return lifeMs < SHORTEST_LIFE_MS
    ? {
        code,
        ok: false,
        message:
          'The store deletes versions of this secret by itself within a week, also while consumers use them',
        fix: 'Set delete_version_after of the path and of the KV engine to 0s, or to a week or more',
      }
    : { code, ok: true, message: 'The store lets versions live for a week' };
}
