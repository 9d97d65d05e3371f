import type { HumanDuration } from '@backstage/types';

export interface Config {
  secretRotation?: {
    consumers?: {
      /** A consumer entry; the keys below belong to `kind: exec`. */
      [name: string]: {
        /** `exec`: programs that a command reloads. */
        kind: string;
        /**
         * Entity refs of the consumers that may name this entry, for example `component:default/checkout`. A `*` stands
         * for any kind, namespace or name.
         */
        entities?: string[];
        /**
         * The command that reloads: an absolute path and its arguments. No shell. Placeholders in arguments: `{name}`,
         * `{namespace}`, `{labels.<label>}`, each exactly one DNS label, and `{instance}`.
         */
        reloadCommand?: string[];
        /** The command that tells health by its exit code. */
        healthCommand?: string[];
        /** The command that prints the attestation. */
        attestCommand?: string[];
        /** In place of `attestCommand`: the URL that answers with the attestation. */
        attest?: string;
        /** What stands for `{instance}`, one for each instance. Without it there is one instance. */
        instances?: string[];
        /**
         * Bearer token for an attestation at a URL. No command gets it.
         * @visibility secret
         */
        token?: string;
        /** More environment variables for the commands. No secrets. */
        environment?: { [name: string]: string };
        /** How long one command may take. Default: 5 seconds. */
        timeout?: HumanDuration | string;
        /** What a reload does, for the plan. Default: `is reloaded by a command`. */
        effect?: string;
      };
    };
  };
}
