import {
  MisconfiguredError,
  PermissionDeniedError,
  type EffectContext,
  type PreflightCheck,
  type StorePath,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import type { VaultClient, VaultEndpoint } from './client/VaultClient';
import { policyLine, type KvEndpoint, type KvEndpoints } from './kv/endpoints';
import type { KvEngine } from './kv/KvEngine';

const capabilitiesAnswer = z.record(z.string(), z.unknown());
const capabilityList = z.array(z.string());
const mountAnswer = z.object({
  path: z.string(),
  type: z.string(),
  options: z.object({ version: z.string().optional() }).nullish(),
});

// A run's own name is not known yet; a policy has to allow any.
const ANY_RUN = 'R-0';

const CAPABILITIES: VaultEndpoint = {
  path: 'sys/capabilities-self',
  right: 'ask for its own rights',
  policy: policyLine('sys/capabilities-self', ['update']),
};

/** Looks, without writing, whether a rotation of a path would be refused by the server. */
export class VaultPreflight {
  readonly #client: VaultClient;
  readonly #kv: KvEngine;
  readonly #endpoints: KvEndpoints;
  readonly #mount: string;

  constructor(
    client: VaultClient,
    kv: KvEngine,
    endpoints: KvEndpoints,
    mount: string,
  ) {
    this.#client = client;
    this.#kv = kv;
    this.#endpoints = endpoints;
    this.#mount = mount;
  }

  /** All checks of a path. Later ones are left out where an earlier failure makes them meaningless. */
  async check(
    place: StorePath,
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    const checks: PreflightCheck[] = [];
    try {
      const rights = await this.#checkRights(place, context);
      checks.push(...rights);
      checks.push(await this.#checkMount(context));
      if (checks.every(({ ok }) => ok)) {
        checks.push(...(await this.#checkPath(place, context)));
      }
    } catch (error) {
      checks.push(asFailedCheck(error));
    }
    return checks;
  }

  async #checkRights(
    place: StorePath,
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    const staged = { ...place, runId: ANY_RUN };
    const needed = [
      this.#endpoints.data(place),
      this.#endpoints.metadata(place),
      this.#endpoints.destroy(place),
      this.#endpoints.stagedData(staged),
      this.#endpoints.stagedMetadata(staged),
      this.#endpoints.config(),
    ];
    const answer = await this.#client.write(
      CAPABILITIES,
      { paths: needed.map(({ path }) => path) },
      context,
    );
    const granted = capabilitiesAnswer.safeParse(answer).data ?? {};
    return needed.map(endpoint =>
      checkEndpoint(
        endpoint,
        capabilityList.safeParse(granted[endpoint.path]).data ?? [],
      ),
    );
  }

  async #checkMount(context: EffectContext): Promise<PreflightCheck> {
    const endpoint: VaultEndpoint = {
      path: `sys/internal/ui/mounts/${this.#mount}`,
      right: 'see the KV engine',
      policy: this.#endpoints.config().policy,
    };
    const mount = mountAnswer.safeParse(
      await this.#client.read(endpoint, context),
    ).data;
    const isKvV2 =
      mount?.path === `${this.#mount}/` &&
      mount.type === 'kv' &&
      mount.options?.version === '2';
    return isKvV2
      ? {
          code: 'vault.kv-v2',
          ok: true,
          message: 'The mount is a KV engine of version 2',
        }
      : {
          code: 'vault.kv-v2',
          ok: false,
          message: 'The mount of the store is not a KV engine of version 2',
          fix: 'Correct mount in the entry of the store, or upgrade the engine to version 2',
        };
  }

  async #checkPath(
    place: StorePath,
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    const metadata = await this.#kv.readMetadata(
      this.#endpoints.metadata(place),
      context,
    );
    const kept =
      metadata?.maxVersions ||
      (await this.#kv.readMaxVersions(this.#endpoints.config(), context));
    return [
      checkKeptVersions(kept),
      checkRoomForMarker(metadata?.hasRoomForMarker ?? true),
    ];
  }
}

/** With one version kept, promotion itself would destroy the old value and leave no way back. */
function checkKeptVersions(kept: number): PreflightCheck {
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

function checkRoomForMarker(hasRoom: boolean): PreflightCheck {
  const code = 'vault.custom-metadata';
  return hasRoom
    ? { code, ok: true, message: 'The store can note which run promoted' }
    : {
        code,
        ok: false,
        message:
          "The secret's custom metadata are full, so the store could not note which run promoted",
        fix: 'Remove a key from the custom metadata of the path',
      };
}

function checkEndpoint(
  { code, right, capabilities, policy }: KvEndpoint,
  granted: readonly string[],
): PreflightCheck {
  const missing = granted.includes('root')
    ? []
    : capabilities.filter(capability => !granted.includes(capability));
  return missing.length === 0
    ? { code, ok: true, message: `The store's token may ${right}` }
    : {
        code,
        ok: false,
        message: `The store's token may not ${right}: it lacks ${missing.join(
          ', ',
        )}`,
        fix: `Add to the token's policy: ${policy}`,
      };
}

function asFailedCheck(error: unknown): PreflightCheck {
  if (error instanceof PermissionDeniedError) {
    const { message, fix } = error;
    return { code: 'vault.token', ok: false, message, fix };
  }
  if (error instanceof MisconfiguredError) {
    const { message, fix } = error;
    return { code: 'vault.configuration', ok: false, message, fix };
  }
  throw error;
}
