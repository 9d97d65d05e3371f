import { ConflictError } from '@backstage/errors';
import type { SecretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { AdapterRegistry } from '../configuration';

/** What integrations register with, and what they registered. A second registration of a kind is refused by name. */
export function createAdapterRegistry(): {
  extensionPoint: SecretRotationExtensionPoint;
  adapters: AdapterRegistry;
} {
  const adapters: AdapterRegistry = {
    stores: new Map(),
    rotators: new Map(),
    consumers: new Map(),
    health: new Map(),
  };
  return {
    adapters,
    extensionPoint: {
      addStore: (kind, factory) => add(adapters.stores, 'store', kind, factory),
      addRotator: (kind, factory) =>
        add(adapters.rotators, 'rotator', kind, factory),
      addConsumer: (kind, factory) =>
        add(adapters.consumers, 'consumer', kind, factory),
      addHealthSource: (kind, factory) =>
        add(adapters.health, 'health source', kind, factory),
    },
  };
}

function add<T>(
  kinds: Map<string, T>,
  what: string,
  kind: string,
  factory: T,
): void {
  if (kinds.has(kind)) {
    throw new ConflictError(
      `Two modules register the ${what} kind "${kind}". Remove one of them`,
    );
  }
  kinds.set(kind, factory);
}
