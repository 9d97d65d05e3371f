import type { Keys } from './Keys';
import { Names } from './names';
import { readRequest, requests } from './requests';
import { PERMISSIONS, type Rights } from './Rights';
import { Secrets } from './Secrets';
import type { State } from './state';
import { Versions } from './Versions';

/** Takes a request as the proto loader decodes it, gives the answer for the loader to encode. */
type Method = (message: unknown) => object;

/**
 * The methods of the service, by their names. As the real service does, each looks at the caller's rights before it
 * says anything about the resource.
 */
export function secretManagerMethods(options: {
  state: State;
  rights: Rights;
  keys: Keys;
  location: string | undefined;
  now: () => number;
}): Record<string, Method> {
  const { state, rights, keys, location, now } = options;
  const names = new Names(location);
  const secrets = new Secrets(state, names, now);
  const versions = new Versions({ state, names, secrets, keys, now });
  const { create, named, list, update, add } = requests;

  const methods: Record<keyof typeof PERMISSIONS, Method> = {
    CreateSecret: message => secrets.create(readRequest(create, message)),
    GetSecret: message => secrets.get(readRequest(named, message)),
    ListSecrets: message => secrets.list(readRequest(list, message)),
    UpdateSecret: message => secrets.update(readRequest(update, message)),
    DeleteSecret: message => secrets.delete(readRequest(named, message)),
    AddSecretVersion: message => versions.add(readRequest(add, message)),
    GetSecretVersion: message => versions.get(readRequest(named, message)),
    ListSecretVersions: message => versions.list(readRequest(list, message)),
    AccessSecretVersion: message =>
      versions.access(readRequest(named, message)),
    EnableSecretVersion: message =>
      versions.enable(readRequest(named, message)),
    DisableSecretVersion: message =>
      versions.disable(readRequest(named, message)),
    DestroySecretVersion: message =>
      versions.destroy(readRequest(named, message)),
  };
  const guarded = Object.entries(methods).map(([name, method]) => [
    name,
    (message: unknown) => {
      const permission = Reflect.get(PERMISSIONS, name);
      rights.require(permission, resourceOf(message));
      return method(message);
    },
  ]);
  return {
    ...Object.fromEntries(guarded),
    TestIamPermissions: message => {
      const asked = readRequest(requests.permissions, message);
      const name = names.secret(asked.resource);
      // An absent secret is answered with no rights, not with NOT_FOUND.
      const granted = secrets.has(name)
        ? asked.permissions.filter(one => rights.has(one, asked.resource))
        : [];
      return { permissions: granted };
    },
  };
}

/** The resource that a request is about, under whatever key it lies. */
function resourceOf(message: unknown): string {
  const { name, parent, secret } = Object(message);
  return String(parent ?? name ?? secret?.name ?? '');
}
