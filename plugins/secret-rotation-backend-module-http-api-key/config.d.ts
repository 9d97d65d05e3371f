import type { HumanDuration } from '@backstage/types';

/** What every described request has. Texts may hold `{name}` placeholders. */
interface DescribedRequest {
  /** Path below the origin. */
  path: string;
  headers?: { [name: string]: string };
  query?: { [name: string]: string };
  /** Sent as JSON. */
  body?: unknown;
}

export interface Config {
  secretRotation?: {
    rotators?: {
      /** A rotator entry; the keys below belong to `kind: http-api-key`. */
      [name: string]: {
        /** `http-api-key`: a provider whose API lists, makes, tries and revokes keys. */
        kind: string;
        /** Scheme and host of the provider. The administrator's credential is sent to it and nowhere else. */
        origin?: string;
        /** The credential that Keyturn acts with: `fields`, `file`, or `secret` with `check`. */
        admin?: {
          /**
           * Its fields, for `{admin.<field>}`.
           * @deepVisibility secret
           */
          fields?: { [name: string]: string };
          /** A file that holds the fields as a JSON object of texts. It is read at each use. */
          file?: string;
          /** A secret of a store, read at each use. */
          secret?: { store: string; path: string };
          /** A GET that succeeds for the administrator alone. */
          check?: DescribedRequest;
        };
        /** Headers of every request that the administrator makes. */
        headers?: { [name: string]: string };
        network?: {
          /** Private networks that the provider may be in, as address/bits. */
          allow?: string[];
          /** `true` lets `http://` be used: for trials only. */
          plainHttp?: boolean;
        };
        /** The names of the fields of the value. */
        fields?: { key?: string; id?: string; account?: string };
        /** The name that a new key gets. Default: `keyturn-{account}-r{run}-e{epoch}`. */
        label?: string;
        /** For `{expiresOn}`. Default: 365. */
        lifetimeDays?: number;
        /** How many keys of an account the provider allows. */
        maxKeys?: number;
        /** How long one answer may take. Default: 10 seconds. */
        timeout?: HumanDuration | string;
        /** How long a call waits until the provider knows a new or a revoked key everywhere. Default: 10 seconds. */
        settle?: HumanDuration | string;
        /** Makes a key. */
        create?: DescribedRequest & {
          method?: string;
          /** Where in the answer its id stands. */
          id: string;
          /** Where in the answer its text stands. */
          key: string;
        };
        /** Lists the keys of an account. */
        list?: DescribedRequest & {
          method?: string;
          items?: string;
          id: string;
          label?: string;
          createdAt?: string;
          lastUsedAt?: string;
          pages?: { query: string; first?: number };
        };
        /** Tries a key. */
        test?: DescribedRequest & {
          method?: string;
          origins?: string[];
          accepted?: number[];
          rejected?: number[];
        };
        /** Has a key refused. */
        revoke?: DescribedRequest & {
          method?: string;
          gone?: number[];
          /** An id that no key has, to try the right with. */
          absentId?: string;
        };
      };
    };
  };
}
