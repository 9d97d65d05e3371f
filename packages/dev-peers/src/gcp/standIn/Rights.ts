import { denied } from './refusal';

/** What each method needs. Asking for one's own rights needs none. */
export const PERMISSIONS = {
  CreateSecret: 'secretmanager.secrets.create',
  GetSecret: 'secretmanager.secrets.get',
  ListSecrets: 'secretmanager.secrets.list',
  UpdateSecret: 'secretmanager.secrets.update',
  DeleteSecret: 'secretmanager.secrets.delete',
  AddSecretVersion: 'secretmanager.versions.add',
  GetSecretVersion: 'secretmanager.versions.get',
  ListSecretVersions: 'secretmanager.versions.list',
  AccessSecretVersion: 'secretmanager.versions.access',
  EnableSecretVersion: 'secretmanager.versions.enable',
  DisableSecretVersion: 'secretmanager.versions.disable',
  DestroySecretVersion: 'secretmanager.versions.destroy',
} as const;

/** Rights that callers lack. There are no identities: all callers have the same. */
export class Rights {
  #taken: Array<{ permission: string; resource: RegExp }> = [];

  /** Takes a right on all resources whose names match. */
  take(permission: string, resource: RegExp = /^/): void {
    this.#taken.push({ permission, resource });
  }

  giveBackAll(): void {
    this.#taken = [];
  }

  has(permission: string, resource: string): boolean {
    return !this.#taken.some(
      taken => taken.permission === permission && taken.resource.test(resource),
    );
  }

  /** @throws Refusal when the right was taken, before anything is said about the resource */
  require(permission: string, resource: string): void {
    if (!this.has(permission, resource)) {
      throw denied(permission, resource);
    }
  }
}
