const vault = () =>
  import('@keyturn/backstage-plugin-secret-rotation-backend-module-vault');

/** The stores that a portal process can be given, by their kind in app-config. */
export const STORE_MODULES = {
  vault,
  'vault-static-roles': vault,
  aws: () =>
    import('@keyturn/backstage-plugin-secret-rotation-backend-module-aws'),
  gcp: () =>
    import('@keyturn/backstage-plugin-secret-rotation-backend-module-gcp'),
};

/** See {@link STORE_MODULES}. */
export type StoreModule = keyof typeof STORE_MODULES;

/** Whether a kind is one of {@link STORE_MODULES}. */
export function isStoreModule(kind: string): kind is StoreModule {
  return Object.hasOwn(STORE_MODULES, kind);
}
