export interface Config {
  secretRotation?: {
    rotators?: {
      /** A rotator entry; the keys below belong to `kind: rabbitmq`. */
      [name: string]: {
        /** `rabbitmq`: a RabbitMQ with its management plugin. */
        kind: string;
        /** Where the management plugin listens, for example `https://rabbit.internal:15671`. */
        management?: string;
        /** The user that Keyturn acts with. */
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
        /** What consumers connect to, every node included, as `host:port`. */
        endpoints?: string[];
        /** TLS of the endpoints, and the authority of the management plugin. */
        tls?:
          | boolean
          | {
              /** The authority's certificate, PEM. */
              ca?: string;
              /** `false` accepts every certificate: for trials only. */
              rejectUnauthorized?: boolean;
            };
        /** The virtual host to try values in. Default: the field `vhost` of the secret, else `/`. */
        virtualHost?: string;
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
