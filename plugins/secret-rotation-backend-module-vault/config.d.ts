/** How Keyturn logs in: exactly one of the keys below. */
interface VaultAuth {
  /**
   * A token whose policy allows what docs/integrations/vault.md lists. Keyturn prolongs it.
   * @visibility secret
   */
  token?: string;
  /** File of a token that something else keeps fresh, for example an agent. */
  tokenFile?: string;
  /** Login with AppRole. */
  appRole?: {
    /** Mount of the login method. Default: `approle`. */
    mount?: string;
    /**
     * Id of the role.
     * @visibility secret
     */
    roleId?: string;
    /** File of the role's id. */
    roleIdFile?: string;
    /**
     * Secret id of the role.
     * @visibility secret
     */
    secretId?: string;
    /** File of the secret id. Read at each login. */
    secretIdFile?: string;
    /**
     * Wrapping token that holds the secret id. It opens once.
     * @visibility secret
     */
    wrappedSecretId?: string;
    /** File of the wrapping token. */
    wrappedSecretIdFile?: string;
    /**
     * In place of all of these but `mount`: a secret of another store, with the fields `roleId` and `secretId`.
     * Read at each login.
     */
    secret?: {
      /** Entry of `secretRotation.stores`. A store never reads its own login. */
      store?: string;
      /** Path in that store. */
      path?: string;
    };
  };
  /** Login with the service account of the pod. */
  kubernetes?: {
    /** Mount of the login method. Default: `kubernetes`. */
    mount?: string;
    /** Role of the login method. */
    role?: string;
    /** File of the service account's token. Default: where Kubernetes puts it. */
    tokenFile?: string;
  };
  /** Login with a token that an identity provider signed. */
  jwt?: {
    /** Mount of the login method. Default: `jwt`. */
    mount?: string;
    /** Role of the login method. */
    role?: string;
    /**
     * The signed token.
     * @visibility secret
     */
    token?: string;
    /** File of the signed token. Read at each login. */
    tokenFile?: string;
  };
}

export interface Config {
  secretRotation?: {
    stores?: {
      /** A store entry; the keys below belong to `kind: vault`. */
      [name: string]: {
        /**
         * `vault`: HashiCorp Vault or OpenBao, KV version 2. `vault-static-roles`: static roles of its database engine,
         * at `mount`, by default `database`.
         */
        kind: string;
        /** URL of the server, for example https://vault.internal:8200. Point it at the active node or a balancer. */
        address?: string;
        /** Addresses of the cluster's nodes, to which a standby may send a request on. Default: none. */
        nodes?: string[];
        /** Namespace of the server, where it has namespaces, for example `platform/prod`. */
        namespace?: string;
        /** File with the certificates of the authorities that alone are trusted, in PEM. Default: those of Node. */
        caFile?: string;
        /** Mount of the KV v2 engine. Default: `secret`. */
        mount?: string;
        /** The tool that people have, for the commands of tasks: `vault` or `bao`. Default: `vault`. */
        cli?: 'vault' | 'bao';
        /** Folder in the mount where new values wait. No consumer may read it. Default: `keyturn-staging`. */
        staging?: string;
        /** Fields that are no secret. Default: `username`, `host`, `port`, `database`, `dbname`. */
        publicFields?: string[];
        /** Mounts of database engines, whose static roles must not rotate the same logins. Default: none. */
        staticRoleMounts?: string[];
        /** The largest value in bytes that the server takes. Default: 500,000. */
        maxValueBytes?: number;
        /** Whether a secret that has no value yet is given its first one. Default: false. */
        provision?: boolean;
        /** How Keyturn logs in. */
        auth?: VaultAuth;
      };
    };
    rotators?: {
      /** A rotator entry; the keys below belong to `kind: vault-approle`. */
      [name: string]: {
        /** `vault-approle`: secret ids of an AppRole of HashiCorp Vault or OpenBao. */
        kind: string;
        /** `vault-approle`: URL of the server. */
        address?: string;
        /** `vault-approle`: addresses of the cluster's nodes, to which a standby may send a request on. Default: none. */
        nodes?: string[];
        /** `vault-approle`: namespace of the server, where it has namespaces. */
        namespace?: string;
        /** `vault-approle`: file with the certificates of the authorities that alone are trusted, in PEM. */
        caFile?: string;
        /** `vault-approle`: mount of the AppRole method. Default: `approle`. */
        mount?: string;
        /** `vault-approle`: how Keyturn logs in to issue, list and destroy secret ids. */
        auth?: VaultAuth;
      };
    };
  };
}
