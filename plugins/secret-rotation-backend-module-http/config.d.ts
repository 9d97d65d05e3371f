import type { HumanDuration } from '@backstage/types';

export interface Config {
  secretRotation?: {
    consumers?: {
      /** A consumer entry; the keys below belong to `kind: http`. */
      [name: string]: {
        /** `http`: services with a reload and an attestation endpoint. */
        kind: string;
        /**
         * Base URL of the one instance, or with `discover` of all of them. Placeholders: `{name}`, `{namespace}`,
         * `{labels.<label>}`, each exactly one DNS label; scheme, port and domain suffix are literal.
         */
        base?: string;
        /** Base URLs, one for each instance, in place of `base`. */
        instances?: string[];
        /** `dns`: each A or AAAA record of the host in `base` is one instance. */
        discover?: string;
        /** Path of the attestation endpoint. Default: `/keyturn/attest`. */
        attest?: string;
        /** Path of the reload endpoint. Default: `/keyturn/reload`. */
        reload?: string;
        /** Path of the health endpoint. Default: `/healthz`. */
        health?: string;
        /**
         * Bearer token for the attestation and the reload endpoint.
         * @visibility secret
         */
        token?: string;
        /** How long one answer may take. Default: 5 seconds. */
        timeout?: HumanDuration | string;
        /** What a reload does, for the plan. Default: `is told to reload`. */
        effect?: string;
      };
    };
  };
}
