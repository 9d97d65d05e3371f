export interface Config {
  secretRotation?: {
    rotators?: {
      /** A rotator entry; the keys below belong to `kind: mysql`. */
      [name: string]: {
        /** `mysql`: a MariaDB server, 10.5.2 or newer, or a MySQL server, 8.0.17 or newer. */
        kind: string;
        /** `alternating-users`: two accounts take turns. `dual-password`: one account has two passwords for a while. */
        strategy?: string;
        /** The login that Keyturn acts with, at the primary server itself, not through a proxy. */
        admin?: {
          /** Required. */
          host?: string;
          /** Default: 3306. */
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
        /** The host part of the accounts, as the server keeps it. Default: `%`. */
        accountHost?: string;
        /**
         * What consumers connect to, proxies and replicas included, as `host:port`. Every value is tried at each of
         * them. Default: the administrator's host and port.
         */
        endpoints?: string[];
        /** A query that consumers need to succeed; it must change nothing. Default: `select 1`. */
        probeQuery?: string;
        /** The database to try values in. Default: the field `database` of the secret, else none. */
        database?: string;
      };
    };
  };
}
