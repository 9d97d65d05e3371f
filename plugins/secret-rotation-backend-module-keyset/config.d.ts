import type { HumanDuration } from '@backstage/types';

export interface Config {
  secretRotation?: {
    rotators?: {
      /** A rotator entry; the keys below belong to `kind: keyset`. */
      [name: string]: {
        /** `keyset`: keys that sign tokens or encrypt data. */
        kind: string;
        /** What new keys are for: all but the last one sign. */
        algorithm?: 'ES256' | 'ES384' | 'RS256' | 'EdDSA' | 'A256GCM';
        /** The length of an RSA key, 2048 or more. Default: 3072. */
        rsaBits?: number;
        /** The field of the value that holds the key set. Default: `keySet`. */
        field?: string;
        /** Of keys that sign: every address at which verifiers read the public keys. */
        jwks?: string[];
        /** Of keys that sign: how long the longest token is valid. */
        longestToken?: HumanDuration | string;
        /** Of keys that encrypt: whoever encrypts data with the new key. */
        reencryption?: {
          /** Where it gets its POST request. */
          url: string;
          /**
           * Headers by which it knows Keyturn.
           * @deepVisibility secret
           */
          headers?: { [name: string]: string };
        };
        network?: {
          /** Private networks that may be spoken to, as address/bits. */
          allow?: string[];
          /** `true` lets `http://` be used: for trials only. */
          plainHttp?: boolean;
        };
        /** How long one answer may take. Default: 5 seconds. */
        timeout?: HumanDuration | string;
      };
    };
  };
}
