import type { HumanDuration } from '@backstage/types';

export interface Config {
  secretRotation?: {
    health?: {
      /** A health source; the keys below belong to `kind: prometheus`. */
      [name: string]: {
        /** `prometheus`: an instant query of Prometheus, or of what speaks its API. */
        kind: string;
        /** Where it is: scheme, host and port, and the path below which its API is, if there is one. */
        address?: string;
        /** Whether the address may be `http://`. The credential then goes over the wire in clear text. Default: false. */
        plainHttp?: boolean;
        /**
         * Bearer token.
         * @visibility secret
         */
        token?: string;
        /** In place of `token`: the user of basic authentication. */
        username?: string;
        /**
         * The password of that user.
         * @visibility secret
         */
        password?: string;
        /**
         * The query, in PromQL. Placeholders: `{name}`, `{namespace}`, `{labels.<label>}`, each exactly one DNS label,
         * and only between quotes.
         */
        query?: string;
        /** What each number of the answer must be, for example `< 0.01`. */
        healthyWhen?: string;
        /** Older numbers do not count. Default: one minute. */
        staleAfter?: HumanDuration | string;
        /** How long the answer may take. Default: 5 seconds. */
        timeout?: HumanDuration | string;
      };
    };
  };
}
