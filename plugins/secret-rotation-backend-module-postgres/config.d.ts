export interface Config {
  secretRotation?: {
    rotators?: {
      /** A rotator entry; the keys below belong to `kind: postgres`. */
      [name: string]: {
        /** `postgres`: a PostgreSQL server, 16 or newer. */
        kind: string;
        /**
         * `alternating-users`: two logins take turns. `single-user`: one login, which has one password at a time. `delegated`: the secrets manager rotates by itself, and the entry
         * only tries what it made.
         */
        strategy?: string;
        /** The login that Keyturn acts with, at the primary server itself, not through a pooler. */
        admin?: {
          /** Required. */
          host?: string;
          /** Default: 5432. */
          port?: number;
          /** With `password`: the login as text. Else `file` or `secret` gives it. */
          user?: string;
          /**
           * @visibility secret
           */
          password?: string;
          /** A file that holds `username` and `password` as JSON. It is read at every login. */
          file?: string;
          /** A secret of a store that holds `username` and `password`. It is read at every login. */
          secret?: {
            /** The name of the store's entry. */
            store: string;
            path: string;
          };
          /** Any database of the server, the same for every entry that acts on these logins. Default: `postgres`. */
          database?: string;
          /** TLS for the administrator and for the endpoints: `true`, or a certificate authority of your own. */
          ssl?:
            | boolean
            | {
                /** The authority's certificate, PEM. */
                ca?: string;
                /** `false` accepts every certificate: for trials only. */
                rejectUnauthorized?: boolean;
              };
        };
        /** Of a delegated entry: whether the manager lets two logins take turns. `single` by default. */
        overlap?: 'single' | 'dual';
        /** Of a delegated entry: TLS, as `admin.ssl`. */
        ssl?:
          | boolean
          | {
              ca?: string;
              rejectUnauthorized?: boolean;
            };
        /**
         * What consumers connect to, poolers and replicas included, as `host:port`. Every value is tried at each of
         * them. Default: the administrator's host and port.
         */
        endpoints?: string[];
        /** A query that consumers need to succeed; it must change nothing. Default: `select 1`. */
        probeQuery?: string;
        /** The database to try values in. Default: the field `database` of the secret. */
        database?: string;
      };
    };
  };
}
