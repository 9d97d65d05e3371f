import type { HumanDuration } from '@backstage/types';

export interface Config {
  secretRotation?: {
    consumers?: {
      /** A consumer entry; the keys below belong to `kind: manual`. */
      [name: string]: {
        /** `manual`: a consumer that a person changes and confirms. */
        kind: string;
        /** How the consumer is made to use another version. */
        instructions?: string;
        /** Where that is done. */
        link?: string;
        /** Entity ref of who is asked. Default: the consumer's owner. */
        assignee?: string;
      };
    };
    rotators?: {
      /** A rotator entry; the keys below belong to `kind: opaque` and `kind: manual`. */
      [name: string]: {
        /** `opaque`: a random value that consumers share. `manual`: people change it by hand. */
        kind: string;
        /** Whether the old value is accepted until it is taken away (`dual`) or not (`single`). */
        overlap?: 'single' | 'dual';
        /** Of `opaque`: how the value looks. Default: `base64url`. */
        shape?: 'hex' | 'base64' | 'base64url' | 'password';
        /** Of `opaque`: how many random bytes, 16 or more. Default: 32. */
        bytes?: number;
        /** Of `opaque` with `shape: password`. Default: 43 characters of the alphabet `url-safe`. */
        password?: {
          length?: number;
          alphabet?: 'alphanumeric' | 'url-safe' | 'printable';
          /** In place of an alphabet. */
          characters?: string;
          require?: Array<'lower' | 'upper' | 'digit' | 'symbol'>;
          /** Characters that must not occur. */
          forbid?: string;
        };
        /** The field of the value. Default: `value`; of `manual` on AWS and GCP: the whole value. */
        field?: string;
        /** Of `opaque` with `overlap: dual`: the field of the value before it. Default: `previous`. */
        previousField?: string;
        /** Of `opaque`: public fields that every value has. */
        fixed?: { [field: string]: string };
        /** Of `manual`: entity ref of who is asked. Default: the secret's owner. */
        assignee?: string;
        /** Of `manual`: a GET request that tells whether the other side accepts a value. The value goes nowhere else. */
        probe?: {
          /** Where: https, without a value in it. */
          url: string;
          /** By name. `{field}` stands for that field of the value. */
          headers: { [name: string]: string };
          /** Status codes that mean yes. Default: 200, 204. */
          accepted?: number[];
          /** Status codes that mean no. Default: 401, 403. All others mean that it cannot be told. */
          rejected?: number[];
        };
        /** Of `manual` with `probe`. */
        network?: {
          /** Private networks that may be spoken to, as address/bits. */
          allow?: string[];
          /** `true` lets `http://` be used: for trials only. */
          plainHttp?: boolean;
        };
        /** Of `manual` with `probe`: how long one answer may take. Default: 5 seconds. */
        timeout?: HumanDuration | string;
        /** Of `manual`: what is to be done. `{path}` and `{name}` stand for those of the secret. */
        tasks?: {
          activate: {
            title: string;
            instructions: string;
            command?: string;
            link?: string;
          };
          revoke: {
            title: string;
            instructions: string;
            command?: string;
            link?: string;
          };
        };
      };
    };
  };
}
