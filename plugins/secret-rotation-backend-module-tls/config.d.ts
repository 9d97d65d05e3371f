import type { HumanDuration } from '@backstage/types';

/** One secret text of the operator's: exactly one of the keys. */
interface OperatorText {
  /**
   * The text itself.
   * @visibility secret
   */
  value?: string;
  /** A file that holds it, read at each use. */
  file?: string;
  /** A secret of one of the stores, read at each use. */
  secret?: { store: string; path: string };
}

export interface Config {
  secretRotation?: {
    rotators?: {
      /** A rotator entry; the keys below belong to the kinds `tls-ca`, `tls-vault-pki` and `tls-acme`. */
      [name: string]: {
        /** `tls-ca`: an authority in files. `tls-vault-pki`: the PKI engine of Vault or OpenBao. `tls-acme`: an ACME server. */
        kind: string;
        /** `tls-ca`: file with the authority's certificate in PEM, and below it those above it up to what clients trust. */
        certificateFile?: string;
        /** `tls-ca`: file with the authority's private key in PEM. */
        keyFile?: string;
        /**
         * `tls-ca`: passphrase of the key file.
         * @visibility secret
         */
        keyPassphrase?: string;
        /** `tls-ca`: absolute path of the folder in which it is written down what was signed and revoked. */
        folder?: string;
        /** How long certificates are valid. Default: 90 days with `tls-ca`, what the role says with `tls-vault-pki`. */
        lifetime?: HumanDuration | string;
        /** The list of revoked certificates. */
        revocationList?: {
          /** Where clients find it. `tls-ca` writes it into certificates, `tls-acme` needs it where certificates do not say it. */
          url?: string;
          /** `tls-ca`: how long a list is valid. Default: 7 days. */
          lifetime?: HumanDuration | string;
        };
        /** The OCSP responder of the authority. */
        ocsp?: {
          /**
           * Where it answers. `tls-ca` writes it into certificates; the others need it where certificates do not say it,
           * or say what Keyturn cannot reach.
           */
          url: string;
        };
        /** `tls-vault-pki`, `tls-acme`: file with the certificates that clients trust, in PEM. */
        trustFile?: string;
        /** `tls-vault-pki`, `tls-acme`: file with the authorities that alone are trusted with the server itself. */
        caFile?: string;
        /** `tls-vault-pki`: URL of the server. */
        address?: string;
        /** `tls-vault-pki`: namespace of the server, where it has namespaces. */
        namespace?: string;
        /** `tls-vault-pki`: mount of the PKI engine. Default: `pki`. */
        mount?: string;
        /** `tls-vault-pki`: role that signs. */
        role?: string;
        /** `tls-vault-pki`: issuer whose revocation list is read. Default: `default`. */
        issuer?: string;
        /** `tls-vault-pki`: the token. */
        token?: OperatorText;
        /** `tls-acme`: URL of the server's directory. */
        directory?: string;
        /** `tls-acme`: private key of the account, PEM. */
        accountKey?: OperatorText;
        /** `tls-acme`: where the authority writes to, as `mailto:…`. */
        contact?: string[];
        /** `tls-acme`: `true` says that you agree to the authority's terms of service. */
        termsOfServiceAgreed?: boolean;
        /** `tls-acme`: the account at the authority that the ACME account is bound to. */
        externalAccount?: {
          keyId: string;
          /**
           * @visibility secret
           */
          hmacKey: string;
        };
        /** `tls-acme`: how names are shown to be ours. */
        challenge?: {
          /** `http-backend`, `http-folder`, `dns-webhook`, or the name of a hook that a module added. */
          hook: string;
          /** `http-folder`: absolute path of the folder at `/.well-known/acme-challenge/`. */
          folder?: string;
          /** `dns-webhook`: what sets and removes TXT records. */
          url?: string;
          /**
           * `dns-webhook`: bearer token for it.
           * @visibility secret
           */
          token?: string;
        };
      };
    };
    consumers?: {
      /** A consumer entry; the keys below belong to `kind: tls-handshake`. */
      [name: string]: {
        /** `tls-handshake`: servers that show which certificate they serve. */
        kind: string;
        /** `https://host:port` of the one instance, or with `discover` of all of them, whatever is spoken inside of TLS. */
        base?: string;
        /** Addresses, one for each instance, in place of `base`. */
        instances?: string[];
        /** `dns`: each A or AAAA record of the host in `base` is one instance. */
        discover?: string;
        /** The server name to ask for, as a host pattern. Default: the host of the address. */
        serverName?: string;
        /** How long one handshake may take. Default: 5 seconds. */
        timeout?: HumanDuration | string;
        /** How servers come to a new certificate, for the plan. Default: `loads it by itself`. */
        effect?: string;
      };
    };
  };
}
