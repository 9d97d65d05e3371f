import type { HumanDuration } from '@backstage/types';

export interface Config {
  secretRotation?: {
    consumers?: {
      /** A consumer entry; the keys below belong to `kind: gitlab-ci`. */
      [name: string]: {
        /** `gitlab-ci`: jobs that read a CI/CD variable of their project or of a group. */
        kind: string;
        /** Host of one of `integrations.gitlab`, whose API and token are used. Default: `gitlab.com`. */
        host?: string;
        /**
         * A token in place of the integration's, which may then stay one that only reads.
         * @visibility secret
         */
        token?: string;
        /** What is delivered where. */
        variables?: Array<{
          /** Paths of the store; `*` is any part of one segment, `**` any segments. */
          paths: string[];
          /** Name of the variable. Its description says which version it holds. */
          name: string;
          /** Field of the value. Default: its only secret one. */
          field?: string;
          /** The variable's environment scope. Default: `*`. */
          environment?: string;
          /** The variable belongs to this group; counts for the projects in it. */
          group?: string;
          /** Whether job logs hide the value. Default: true. */
          masked?: boolean;
          /** Whether GitLab never shows the value again. Only a new variable can become so. Default: false. */
          hidden?: boolean;
          /** Whether only protected branches and tags get it. Default: as it is; a new one is. */
          protected?: boolean;
          /** `env_var` or `file`. Default: as it is; a new one is `env_var`. */
          type?: string;
          /** A job whose success after the delivery shows that the version works. */
          attest?: {
            /** Its name, for example `deploy`. */
            job: string;
            /** Only jobs of this branch count. */
            branch: string;
          };
        }>;
        /** Which projects entities of some catalog namespaces may name. */
        allow?: Array<{
          /** Catalog namespaces; `*` is all. */
          namespaces: string[];
          /** Paths with their groups; `*` is any part of one segment, `**` any segments. */
          projects?: string[];
        }>;
        /** How long one answer may take. Default: 5 seconds. */
        timeout?: HumanDuration | string;
        /** For a trial: lets the API be `http://`. Default: false. */
        plainHttp?: boolean;
      };
    };
  };
}
