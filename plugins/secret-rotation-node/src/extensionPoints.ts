import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import type { ConsumerAdapter } from './contracts/ConsumerAdapter';
import type { HealthSource } from './contracts/HealthSource';
import type { ManualRotator } from './contracts/ManualRotator';
import type { Notifier } from './contracts/Notifier';
import type { OwnCredentials } from './contracts/OwnCredential';
import type { DelegatedRotator, Rotator } from './contracts/Rotator';
import type { ManagedStore, SecretStore } from './contracts/SecretStore';

/** What an integration is given to build itself for one entry of the operator's configuration. @public */
export interface AdapterSettings {
  /** The entry's name in app-config. */
  readonly name: string;
  /** The entry itself, for example `secretRotation.stores.vault-prod`. */
  readonly config: Config;
  /** The entry's own credentials that lie in stores; absent where an adapter is built without a portal. */
  readonly ownCredentials?: OwnCredentials;
}

/**
 * Builds the adapter of one app-config entry. Opens no connection: that waits until the first call.
 * @throws MisconfiguredError that names the key and the fix; the entry is then disabled, the portal still boots
 * @public
 */
export type AdapterFactory<T> = (settings: AdapterSettings) => T;

/** Where integrations register. `kind` is what app-config names; a second registration of a kind is refused. @public */
export interface SecretRotationExtensionPoint {
  /** Adds a kind of store. */
  addStore(
    kind: string,
    factory: AdapterFactory<SecretStore | ManagedStore>,
  ): void;
  /** Adds a kind of rotator. */
  addRotator(
    kind: string,
    factory: AdapterFactory<Rotator | DelegatedRotator | ManualRotator>,
  ): void;
  /** Adds a kind of consumer. */
  addConsumer(kind: string, factory: AdapterFactory<ConsumerAdapter>): void;
  /** Adds a kind of health source. */
  addHealthSource(kind: string, factory: AdapterFactory<HealthSource>): void;
}

/** The extension point of the secret-rotation plugin. @public */
export const secretRotationExtensionPoint =
  createExtensionPoint<SecretRotationExtensionPoint>({
    id: 'secret-rotation.adapters',
  });

/** Where the module registers that brings notices to people. There is one; without it nobody is told. @public */
export interface SecretRotationNotifierExtensionPoint {
  /** Sets who brings notices to people; a second one is refused. */
  setNotifier(notifier: Notifier): void;
}

/** The extension point of the secret-rotation plugin for notices. @public */
export const secretRotationNotifierExtensionPoint =
  createExtensionPoint<SecretRotationNotifierExtensionPoint>({
    id: 'secret-rotation.notifier',
  });
