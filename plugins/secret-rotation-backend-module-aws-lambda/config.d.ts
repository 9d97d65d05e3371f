import type { HumanDuration } from '@backstage/types';

export interface Config {
  secretRotation?: {
    consumers?: {
      /** A consumer entry; the keys below belong to `kind: aws-lambda`. */
      [name: string]: {
        /** `aws-lambda`: functions in one region of one account. */
        kind: string;
        /** Region of the functions, for example eu-central-1. */
        region?: string;
        /** Account of the functions, as in `aws.accounts`. Default: the main account or the environment's credentials. */
        accountId?: string;
        /** Where to call in place of the region's own address, for example a VPC endpoint. */
        endpoint?: string;
        /** Patterns of a consumer's functions, with `{name}`. Without it its annotation `aws.com/lambda-function-name` names them. */
        functions?: string[];
        /** The alias through which the functions are called. Without it they are called without a version. */
        alias?: string;
        /** Which functions consumers of some catalog namespaces may have. */
        allow?: Array<{
          /** Catalog namespaces; `*` is all. */
          namespaces: string[];
          /** Names of functions; `*` in them stands for any signs. */
          functions?: string[];
        }>;
        /** Where a function's configuration carries the version. Default: `{ environment: 'KEYTURN_VERSION_{path}' }`. */
        mark?: {
          /** Name of a variable; `{path}` at its end is filled for each secret. */
          environment?: string;
          /** The word before the version in the function's description. */
          description?: string;
        };
        /** An invocation that asks the function itself. */
        probe?: {
          /** What it is called with; `{path}` in its texts is the secret's path. */
          payload: { [key: string]: unknown };
          /** The field of its answer that holds the version: names with dots between them. */
          version: string;
        };
        /** How long one answer may take. Default: 5 seconds. */
        timeout?: HumanDuration | string;
      };
    };
  };
}
