import { existsSync } from 'node:fs';
import type { Config } from '@backstage/config';
import { KubeConfig } from '@kubernetes/client-node';
import { z } from 'zod';

/** A cluster that app-config knows, ready to be asked. @internal */
export interface ClusterSettings {
  readonly name: string;
  /**
   * The cluster's address and certificate, with the credential of Backstage's Kubernetes plugin or with one of ours.
   * @param token - takes the place of the configured one
   */
  connect(token?: string): KubeConfig;
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

const cluster = z.object({
  name: z.string().min(1),
  url: z.url({ protocol: /^https?$/ }),
  authProvider: z.string(),
  serviceAccountToken: z.string().min(1).optional(),
  skipTLSVerify: z.boolean().default(false),
  caData: z.string().optional(),
  caFile: z.string().optional(),
});

/**
 * Reads the clusters of Backstage's own Kubernetes plugin: those of `kubernetes.clusterLocatorMethods` of type
 * `config` with a service account. One without a token is the cluster that the portal runs in: its token is the pod's
 * own. Clusters that are found or logged into another way are left out; who names one is told.
 * @internal
 */
export function readClusters(
  root: Config,
): ReadonlyMap<string, ClusterSettings> {
  const methods = root.getOptionalConfigArray(
    'kubernetes.clusterLocatorMethods',
  );
  const found = (methods ?? [])
    .filter(method => method.getOptionalString('type') === 'config')
    .flatMap(method => method.getOptionalConfigArray('clusters') ?? [])
    .flatMap(config => {
      const read = cluster.safeParse(config.get());
      return read.success && isUsable(read.data) ? [clusterOf(read.data)] : [];
    });
  return new Map(found.map(each => [each.name, each]));
}

/** The client sends a token over plain HTTP only where the operator gave up TLS in so many words. */
function isUsable({
  authProvider,
  url,
  skipTLSVerify,
}: z.infer<typeof cluster>): boolean {
  return (
    authProvider === 'serviceAccount' &&
    (skipTLSVerify || url.startsWith('https:'))
  );
}

function clusterOf(read: z.infer<typeof cluster>): ClusterSettings {
  const { name, url, serviceAccountToken, skipTLSVerify, caData } = read;
  const ownCa = `${SERVICE_ACCOUNT}/ca.crt`;
  const isInCluster = serviceAccountToken === undefined;
  const caFile =
    read.caFile ?? (isInCluster && existsSync(ownCa) ? ownCa : undefined);
  return {
    name,
    connect(token = serviceAccountToken) {
      const config = new KubeConfig();
      config.loadFromClusterAndUser(
        {
          name,
          server: url.replace(/\/+$/, ''),
          skipTLSVerify,
          ...(caFile !== undefined && { caFile }),
          ...(caData !== undefined && { caData }),
        },
        token === undefined
          ? {
              name,
              // Read again and again: the kubelet replaces it.
              authProvider: {
                name: 'tokenFile',
                config: { tokenFile: `${SERVICE_ACCOUNT}/token` },
              },
            }
          : { name, token },
      );
      return config;
    },
  };
}
