import {
  idOfVersionNumber,
  type EffectContext,
  type StoreDescription,
  type StorePath,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { changedMeanwhile } from '../client/failures';
import type { SecretManager } from '../client/SecretManager';
import type { Readers } from '../readers/Readers';
import type { SecretNames } from './SecretNames';

/** What a look at a secret saw. @internal */
export type SecretLook = Awaited<ReturnType<SecretReads['look']>>;

/** Reads a rotated secret as consumers see it: its versions, and which of them is current. @internal */
export class SecretReads {
  readonly #manager: SecretManager;
  readonly #names: SecretNames;
  readonly #readers: Readers;

  constructor(
    { manager, names }: { manager: SecretManager; names: SecretNames },
    readers: Readers,
  ) {
    this.#manager = manager;
    this.#names = names;
    this.#readers = readers;
  }

  async look(place: StorePath, context: EffectContext) {
    const address = this.#names.own(place);
    const secret = await this.#manager.secret(address, context);
    const versions = secret
      ? await this.#manager.versions(address, context)
      : [];
    const current = this.#readers.currentOf(secret, versions);
    return { address, secret, versions, current };
  }

  /** What consumers read. */
  async current(
    { address, current }: Pick<SecretLook, 'address' | 'current'>,
    context: EffectContext,
  ) {
    if (current === undefined) {
      return undefined;
    }
    const payload = await this.#manager.access(address, current, context);
    if (!payload) {
      throw changedMeanwhile();
    }
    return payload;
  }

  async describe(
    place: StorePath,
    context: EffectContext,
  ): Promise<StoreDescription> {
    const { versions, current } = await this.look(place, context);
    return {
      current: current === undefined ? undefined : idOfVersionNumber(current),
      // The service lists destroyed versions for ever: there is nothing in them, and there are ever more.
      versions: versions
        .filter(({ state }) => state !== 'destroyed')
        .map(({ number, createdAt, state }) => ({
          id: idOfVersionNumber(number),
          createdAt,
          readable: state === 'enabled',
        }))
        .reverse(),
    };
  }
}
