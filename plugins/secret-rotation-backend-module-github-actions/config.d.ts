import type { HumanDuration } from '@backstage/types';

export interface Config {
  secretRotation?: {
    consumers?: {
      /** A consumer entry; the keys below belong to `kind: github-actions`. */
      [name: string]: {
        /** `github-actions`: workflows that read a secret of their repository, environment or organization. */
        kind: string;
        /** Host of one of `integrations.github`, whose credential is used. Default: `github.com`. */
        host?: string;
        /**
         * A token in place of that credential, which may then stay one that only reads.
         * @visibility secret
         */
        token?: string;
        /** What is delivered where. */
        secrets?: Array<{
          /** Paths of the store; `*` is any part of one segment, `**` any segments. */
          paths: string[];
          /** Name of the secret. A variable of this name with `_KEYTURN` behind it says which version it holds. */
          name: string;
          /** Field of the value. Default: its only secret one. */
          field?: string;
          /** The secret belongs to this environment of the repository. */
          environment?: string;
          /** The secret belongs to this organization. It must exist. */
          organization?: string;
          /** A workflow whose successful run after the delivery shows that the version is in use. */
          attest?: {
            /** Its file, for example `deploy.yml`. */
            workflow: string;
            /** Only runs of this branch count. */
            branch?: string;
          };
        }>;
        /** Which repositories entities of some catalog namespaces may name. */
        allow?: Array<{
          /** Catalog namespaces; `*` is all. */
          namespaces: string[];
          /** As `owner/name`; `*` is any part of one segment. */
          repositories?: string[];
        }>;
        /** How long one answer may take. Default: 5 seconds. */
        timeout?: HumanDuration | string;
        /** For a trial: lets the API be `http://`. Default: false. */
        plainHttp?: boolean;
      };
    };
  };
}
