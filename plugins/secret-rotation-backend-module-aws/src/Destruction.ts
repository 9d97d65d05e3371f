import {
  DriftError,
  UnavailableError,
  type StorePath,
  type StoreVersionId,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { SecretLook } from './client/SecretReads';
import type { SecretsManager } from './client/SecretsManager';
import { refuseDeletion } from './deletion';
import type { SecretNames } from './versions/names';

/** Takes all labels of versions, which is all that AWS lets one do to them. */
export class Destruction {
  readonly #secrets: SecretsManager;
  readonly #names: SecretNames;

  constructor(secrets: SecretsManager, names: SecretNames) {
    this.#secrets = secrets;
    this.#names = names;
  }

  /**
   * Removes the labels, and looks whether they are gone.
   * @throws DriftError when one of the versions is current
   */
  async carryOut(
    place: StorePath & { versions: readonly StoreVersionId[] },
    context: WriteContext,
  ): Promise<void> {
    const secret = this.#names.of(place);
    const before = labelsOf(
      await this.#secrets.reads.look(secret, context),
      place.versions,
    );
    for (const move of before) {
      await this.#secrets.writes.removeLabel(secret, move, context);
    }
    if (before.length === 0) {
      return;
    }
    const after = labelsOf(
      await this.#secrets.reads.look(secret, context),
      place.versions,
    );
    if (after.length > 0) {
      throw new UnavailableError(
        'Somebody labels a version that is to be destroyed',
      );
    }
  }
}

function labelsOf(
  look: SecretLook | undefined,
  versions: readonly string[],
): Array<{ label: string; from: string }> {
  if (look?.current !== undefined && versions.includes(look.current)) {
    throw new DriftError(
      'A version that was to be destroyed is the current one',
    );
  }
  const found = [...(look?.labels ?? [])].flatMap(([from, labels]) =>
    versions.includes(from) ? labels.map(label => ({ label, from })) : [],
  );
  if (found.length > 0) {
    refuseDeletion(look);
  }
  return found;
}
