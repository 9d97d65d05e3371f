import {
  UnavailableError,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { PreconditionError } from '../client/failures';
import type { SecretVersion } from '../client/resources';
import type { SecretManager } from '../client/SecretManager';
import { samePayload } from '../payload/payload';
import type { SecretAddress } from './SecretNames';

const ATTEMPTS = 3;

/**
 * Disables versions, then destroys them. Both compare the version's etag: disabling a version calls off a destruction
 * that was delayed, so a disabling that lands late must fail.
 */
export class Destruction {
  readonly #manager: SecretManager;

  constructor(manager: SecretManager) {
    this.#manager = manager;
  }

  /** Destroyed and unknown versions, and those whose delayed destruction is under way, are success. */
  async destroy(
    address: SecretAddress,
    numbers: readonly number[],
    context: WriteContext,
  ): Promise<void> {
    if (numbers.length === 0) {
      return;
    }
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const versions = await this.#manager.versions(address, context);
      const left = versions.filter(
        version => numbers.includes(version.number) && isLeft(version),
      );
      try {
        for (const version of left) {
          await this.#destroyOne(address, version, context);
        }
        return;
      } catch (error) {
        if (!(error instanceof PreconditionError)) {
          throw error;
        }
        // Somebody changed it in between: look again.
      }
    }
    throw new UnavailableError('The versions change too often in this moment');
  }

  /**
   * Readable versions that hold the same value as one of some, and that are newer: a delayed request of ours may have
   * added one that nobody reads.
   */
  async findCopies(
    address: SecretAddress,
    numbers: readonly number[],
    among: readonly SecretVersion[],
    context: WriteContext,
  ): Promise<number[]> {
    const originals = among.filter(
      ({ number, state }) => numbers.includes(number) && state === 'enabled',
    );
    const oldest = Math.min(...originals.map(({ number }) => number));
    const candidates = among.filter(
      ({ number, state }) =>
        number > oldest && !numbers.includes(number) && state === 'enabled',
    );
    if (candidates.length === 0) {
      return [];
    }
    const read = ({ number }: SecretVersion) =>
      this.#manager.access(address, number, context);
    const values = await Promise.all(originals.map(read));
    const copies: number[] = [];
    for (const candidate of candidates) {
      const payload = await read(candidate);
      if (values.some(value => samePayload(value, payload))) {
        copies.push(candidate.number);
      }
    }
    return copies;
  }

  async #destroyOne(
    address: SecretAddress,
    version: SecretVersion,
    context: WriteContext,
  ): Promise<void> {
    const disabled =
      version.state === 'enabled'
        ? await this.#manager.disable(address, version, context)
        : version;
    await this.#manager.destroy(address, disabled, context);
  }
}

function isLeft({ state, isScheduled }: SecretVersion): boolean {
  return state !== 'destroyed' && !isScheduled;
}
