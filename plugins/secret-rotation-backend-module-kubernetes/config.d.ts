export interface Config {
  secretRotation?: {
    consumers?: {
      /** A consumer entry; the keys below belong to `kind: kubernetes`. */
      [name: string]: {
        /** `kubernetes`: workloads in the clusters of Backstage's Kubernetes plugin. */
        kind: string;
        /**
         * Who brings the value into pods: `external-secrets`, `vault-secrets-operator`, `csi`, `keyturn` (we write the
         * Secret), or `none` (pods read the store themselves when they start).
         */
        keeper?: string;
        /** How the keeper names a path of the store, for example `secret/data/{path}`. Default: `{path}`. */
        remoteKey?: string;
        /** With `keeper: keyturn`: the Secret that we write. It must exist and be labelled for it. */
        secret?: {
          /** Its name; may hold `{name}`, the entity's name. */
          name: string;
          /** Which field of the value each key holds. Without it keys are named as fields. */
          keys?: { [key: string]: string };
        };
        /** Where consumers of some catalog namespaces may have workloads. */
        allow?: Array<{
          /** Catalog namespaces; `*` is all. */
          namespaces: string[];
          /** Names of clusters in `kubernetes.clusterLocatorMethods`. */
          clusters?: string[];
          /** Namespaces of those clusters. */
          workloadNamespaces?: string[];
        }>;
        /** Tokens in place of those of Backstage's Kubernetes plugin, by cluster. */
        tokens?: {
          /** @visibility secret */
          [cluster: string]: string;
        };
        /** `always`, or `when-needed`: not where every use is a file that follows the Secret. Default: `always`. */
        restart?: string;
        /** How long such files may take to follow their Secret. Default: 120. */
        propagationSeconds?: number;
      };
    };
  };
}
