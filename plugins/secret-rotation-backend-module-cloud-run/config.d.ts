import type { HumanDuration } from '@backstage/types';

export interface Config {
  secretRotation?: {
    consumers?: {
      /** A consumer entry; the keys below belong to `kind: cloud-run`. */
      [name: string]: {
        /** `cloud-run`: services in one region of one project. */
        kind: string;
        /** Id of the services' project. */
        project?: string;
        /** Region of the services, for example europe-west3. */
        region?: string;
        auth?: {
          /** The path of Keyturn's own key file. Default: application-default credentials. */
          keyFile?: string;
        };
        /** Where to call in place of Google's own address, for example a private endpoint. */
        endpoint?: string;
        /** Patterns of a consumer's services, with `{name}`. Without it its annotation `keyturn.dev/cloud-run-services` names them. */
        services?: string[];
        /** Which services consumers of some catalog namespaces may have. */
        allow?: Array<{
          /** Catalog namespaces; `*` is all. */
          namespaces: string[];
          /** Names of services; `*` in them stands for any signs. */
          services?: string[];
        }>;
        /** How services refer to the secret of a path, with `{path}`. Default: as to a secret of their own project. Empty: they read the store by themselves. */
        references?: string[];
        /** Whether traffic that the owner pinned to a revision may be moved to the one that replaces it. Default: false. */
        movePinned?: boolean;
        /** How long one answer may take. Default: 5 seconds. */
        timeout?: HumanDuration | string;
      };
    };
  };
}
