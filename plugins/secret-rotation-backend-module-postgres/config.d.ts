export interface Config {
  secretRotation?: {
    rotators?: {
      /** A rotator entry; the keys below belong to `kind: postgres`. */
      [name: string]: {
        /** `postgres`: a PostgreSQL server, 16 or newer. */
        kind: string;
        /** `alternating-users`: two logins take turns. */
        strategy?: string;
        /** The login that Keyturn acts with, at the primary server itself, not through a pooler. */
        admin?: {
          host: string;
          /** Default: 5432. */
          port?: number;
          user: string;
          /**
           * @visibility secret
           */
          password: string;
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
