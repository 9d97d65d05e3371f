export interface Config {
  secretRotation?: {
    rotators?: {
      /** A rotator entry; the keys below belong to `kind: ldap`. */
      [name: string]: {
        /** `ldap`: a directory that knows RFC 4528, for example OpenLDAP. */
        kind: string;
        /** The server that takes changes, for example `ldaps://ldap.internal`. */
        url?: string;
        /** The entry that Keyturn acts as. */
        admin?: {
          /** With `password`: the login as text. Else `file` or `secret` gives it. */
          dn?: string;
          /**
           * @visibility secret
           */
          password?: string;
          /** A file that holds `dn` and `password` as JSON. It is read at every login. */
          file?: string;
          /** A secret of a store that holds `dn` and `password`. It is read at every login. */
          secret?: {
            /** The name of the store's entry. */
            store: string;
            path: string;
          };
        };
        /** What consumers bind at, replicas included. Default: `url`. */
        endpoints?: string[];
        /** The certificate authority of every connection. */
        tls?:
          | boolean
          | {
              /** The authority's certificate, PEM. */
              ca?: string;
              /** `false` accepts every certificate: for trials only. */
              rejectUnauthorized?: boolean;
            };
        /** Whether connections of `ldap://` change to TLS before anything is sent. Default: `false`. */
        startTls?: boolean;
        /** How the directory keeps new passwords. Default: `ssha`, which every directory knows. */
        hash?: 'ssha' | 'ssha256' | 'ssha512';
        /** The text attribute of the entry that keeps Keyturn's mark beside other values. Default: `description`. */
        markAttribute?: string;
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
