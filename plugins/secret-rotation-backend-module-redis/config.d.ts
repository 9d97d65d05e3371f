export interface Config {
  secretRotation?: {
    rotators?: {
      /** A rotator entry; the keys below belong to `kind: redis`. */
      [name: string]: {
        /** `redis`: Redis 7, Valkey, or newer. */
        kind: string;
        /** The ACL user that Keyturn acts with, on every node. */
        admin?: {
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
        };
        /** Every node that keeps the user, replicas included, as `host:port`. Each is set and probed. */
        nodes?: string[];
        /** What consumers connect to, proxies included, as `host:port`. Default: `nodes`. */
        endpoints?: string[];
        /** TLS of every connection: `true`, or a certificate authority of your own. */
        tls?:
          | boolean
          | {
              /** The authority's certificate, PEM. */
              ca?: string;
              /** `false` accepts every certificate: for trials only. */
              rejectUnauthorized?: boolean;
            };
        /** A command that consumers need to succeed, word by word; it must change nothing. Default: none. */
        probeCommand?: string[];
        /** How new passwords look. */
        password?: {
          length?: number;
          alphabet?: 'alphanumeric' | 'url-safe' | 'printable';
          characters?: string;
          require?: Array<'lower' | 'upper' | 'digit' | 'symbol'>;
          forbid?: string;
        };
      };
    };
  };
}
