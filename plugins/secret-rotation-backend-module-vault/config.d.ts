export interface Config {
  secretRotation?: {
    stores?: {
      /** A store entry; the keys below belong to `kind: vault`. */
      [name: string]: {
        /** `vault`: HashiCorp Vault or OpenBao, KV version 2. */
        kind: string;
        /** URL of the server, for example https://vault.internal:8200. Point it at the active node or a balancer. */
        address?: string;
        /** Mount of the KV v2 engine. Default: `secret`. */
        mount?: string;
        /** Namespace of the server, where it has namespaces. */
        namespace?: string;
        /** Folder in the mount where new values wait. No consumer may read it. Default: `keyturn-staging`. */
        staging?: string;
        /** Fields that are no secret. Default: `username`, `host`, `port`, `database`, `dbname`. */
        publicFields?: string[];
        /** How Keyturn logs in. */
        auth?: {
          /**
           * A token whose policy allows what docs/integrations/vault.md lists.
           * @visibility secret
           */
          token?: string;
        };
      };
    };
  };
}
