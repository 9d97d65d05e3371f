import type {
  AccountName,
  EffectContext,
  PreflightCheck,
  StorePath,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { VaultClient } from '../client/VaultClient';
import type { KvEndpoints } from '../kv/endpoints';
import type { KvEngine } from '../kv/KvEngine';
import type { KvMount } from '../kv/KvMount';
import { Retention } from '../kv/Retention';
import type { Session } from '../login/Session';
import type { OtherRotators } from '../staticRoles/OtherRotators';
import { asFailedCheck } from './asFailedCheck';
import { checkRights } from './checkRights';
import { checkTokenLife } from './checkTokenLife';

// A run's own name is not known yet; a policy has to allow any.
const ANY_RUN = 'R-0';

/** Looks, without writing, whether a rotation of a path would be refused by the server. */
export class VaultPreflight {
  readonly #client: VaultClient;
  readonly #session: Session;
  readonly #mount: KvMount;
  readonly #kv: KvEngine;
  readonly #endpoints: KvEndpoints;
  readonly #others: OtherRotators;
  readonly #provision: boolean;
  readonly #now: () => number;

  constructor(options: {
    client: VaultClient;
    session: Session;
    mount: KvMount;
    kv: KvEngine;
    endpoints: KvEndpoints;
    others: OtherRotators;
    provision: boolean;
    now: () => number;
  }) {
    this.#client = options.client;
    this.#session = options.session;
    this.#mount = options.mount;
    this.#kv = options.kv;
    this.#endpoints = options.endpoints;
    this.#others = options.others;
    this.#provision = options.provision;
    this.#now = options.now;
  }

  /** All checks of a path. Later ones are left out where an earlier failure makes them meaningless. */
  async check(
    place: StorePath & { accounts?: readonly AccountName[] },
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    const checks: PreflightCheck[] = [];
    try {
      const needed = this.#needed(place);
      const endsAt = await this.#session.endsAt(context);
      checks.push(checkTokenLife(endsAt, this.#now()));
      // Asked first, because whoever may ask has a valid token; shown last, because elsewhere they mean nothing.
      const rights = await checkRights(this.#client, needed, context);
      await this.#mount.requireVersions(context);
      checks.push({
        code: 'vault.kv-v2',
        ok: true,
        message: 'The mount is a KV engine of version 2',
      });
      checks.push(...rights);
      if (checks.every(({ ok }) => ok)) {
        checks.push(
          ...(await this.#checkPath(place, context)),
          ...(await this.#others.check(place.accounts ?? [], context)),
        );
      }
    } catch (error) {
      checks.push(asFailedCheck(error));
    }
    return checks;
  }

  #needed(place: StorePath) {
    const staged = { ...place, runId: ANY_RUN };
    return [
      this.#endpoints.data(place),
      this.#endpoints.metadata(place),
      this.#endpoints.destroy(place),
      this.#endpoints.stagedData(staged),
      this.#endpoints.stagedMetadata(staged),
      this.#endpoints.config(),
      ...this.#session.rights,
    ];
  }

  async #checkPath(
    place: StorePath,
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    const metadata = await this.#kv.readMetadata(
      this.#endpoints.metadata(place),
      context,
    );
    const retention = new Retention(this.#kv, this.#endpoints);
    return [
      checkFirstValue(metadata?.current !== undefined, this.#provision),
      ...(await retention.check(metadata, context)),
      checkRoomForMarker(metadata?.hasRoomForMarker ?? true),
    ];
  }
}

/** A path that is misspelt looks like one that is empty: a first value is made only where an operator wants that. */
function checkFirstValue(
  hasValue: boolean,
  provision: boolean,
): PreflightCheck {
  const code = 'vault.first-value';
  if (hasValue) return { code, ok: true, message: 'The secret has a value' };
  return provision
    ? {
        code,
        ok: true,
        message: 'The secret has no value yet and is given one',
      }
    : {
        code,
        ok: false,
        message: 'The secret has no value in the store yet',
        fix: 'Correct the path, write a first value, or set provision: true in the entry of the store',
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
