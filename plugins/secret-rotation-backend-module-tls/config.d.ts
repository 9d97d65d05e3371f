import type { HumanDuration } from '@backstage/types';

export interface Config {
  secretRotation?: {
    rotators?: {
      /** A rotator entry; the keys below belong to `kind: tls-ca`. */
      [name: string]: {
        /** `tls-ca`: a certificate authority whose key is a file. */
        kind: string;
        /** File with the authority's certificate in PEM, and below it those above it up to what clients trust. */
        certificateFile?: string;
        /** File with the authority's private key in PEM. */
        keyFile?: string;
        /**
         * Passphrase of the key file.
         * @visibility secret
         */
        keyPassphrase?: string;
        /** Absolute path of the folder in which it is written down what was signed and revoked. */
        folder?: string;
        /** How long certificates are valid. Default: 90 days. */
        lifetime?: HumanDuration | string;
        /** The list of revoked certificates, which lies as `crl.pem` in the folder. */
        revocationList?: {
          /** Where clients find it. It is written into certificates. Default: they are given the file. */
          url?: string;
          /** How long it is valid. Default: 7 days. */
          lifetime?: HumanDuration | string;
        };
      };
    };
  };
}
