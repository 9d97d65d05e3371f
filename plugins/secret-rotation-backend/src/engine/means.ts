import {
  MisconfiguredError,
  type DelegatedRotator,
  type ManagedRotation,
  type ManagedStore,
  type ManualRotator,
  type CredentialWatcher,
  type Rotator,
  type SecretStore,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/**
 * What a binding rotates by: Keyturn makes and sets the value, or the secrets manager does when it is asked, or a person
 * does.
 */
export type Means =
  | {
      readonly by: 'keyturn';
      readonly store: SecretStore;
      readonly rotator: Rotator;
    }
  | { readonly by: 'manager'; readonly rotation: ManagedRotation }
  | {
      readonly by: 'person';
      readonly store: SecretStore;
      readonly rotator: ManualRotator;
    };

/**
 * Which of them a store and a rotator make together. A secret has one rotator: where the manager's own rotation and
 * one of Keyturn's would meet, the binding is refused.
 * @throws MisconfiguredError that says why they do not fit
 */
export function meansOf(
  store: SecretStore | ManagedStore,
  rotator: Rotator | DelegatedRotator | ManualRotator,
): Means {
  if (rotator.issues === 'delegated') {
    if (!store.managedRotation) {
      throw new MisconfiguredError(
        'The rotator leaves the rotation to the secrets manager, and the store is none that rotates',
        'Name a rotator that makes the values itself, or a store that rotates, for example one of kind vault-static-roles',
      );
    }
    return { by: 'manager', rotation: store.managedRotation };
  }
  if (!('stage' in store)) {
    throw new MisconfiguredError(
      'The secrets manager rotates this secret itself, so a second rotator would undo its work',
      'Name a rotator with strategy: delegated, or keep the secret in a store that Keyturn may write',
    );
  }
  return rotator.issues === 'manual'
    ? { by: 'person', store, rotator }
    : { by: 'keyturn', store, rotator };
}

/**
 * Whether values pass through Keyturn. What a person writes does not, unless there is something to try it at.
 */
export function seesValues({
  means,
  rotator,
}: {
  readonly means: Means;
  readonly rotator: Pick<CredentialWatcher, 'probing'>;
}): boolean {
  return means.by !== 'person' || rotator.probing !== 'none';
}

/**
 * The means of a step that writes values. The steps of a delegated rotation are others.
 * @throws Error when the manager rotates
 */
export function ownMeans({ means }: { readonly means: Means }): {
  readonly store: SecretStore;
  readonly rotator: Rotator;
} {
  if (means.by !== 'keyturn') {
    throw new Error('This step is not one of a rotation by somebody else');
  }
  return means;
}
