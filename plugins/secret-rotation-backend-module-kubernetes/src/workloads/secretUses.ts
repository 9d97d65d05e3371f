import type { V1Container, V1PodSpec } from '@kubernetes/client-node';

/**
 * How a pod reads a Secret. `env` and `sub-path` are read once at the start; files in a `volume` follow the Secret
 * while the pod lives; `csi` is mounted from the secrets manager itself.
 * @internal
 */
export type SecretUse = 'env' | 'sub-path' | 'volume' | 'csi';

/** What a keeper fills, by name. @internal */
export interface KeptNames {
  readonly secrets: ReadonlySet<string>;
  readonly classes: ReadonlySet<string>;
}

/** How a pod's containers use what is kept; empty when they do not. Pure. @internal */
export function secretUses(
  spec: V1PodSpec | undefined,
  kept: KeptNames,
): ReadonlySet<SecretUse> {
  const containers = [
    ...(spec?.containers ?? []),
    ...(spec?.initContainers ?? []),
  ];
  const uses = new Set<SecretUse>();
  if (containers.some(each => readsEnvironment(each, kept.secrets)))
    uses.add('env');
  for (const volume of spec?.volumes ?? []) {
    const secrets = [
      volume.secret?.secretName,
      ...(volume.projected?.sources ?? []).map(each => each.secret?.name),
    ];
    const className = volume.csi?.volumeAttributes?.secretProviderClass;
    if (className !== undefined && kept.classes.has(className)) uses.add('csi');
    if (secrets.some(name => name !== undefined && kept.secrets.has(name))) {
      const mounts = containers
        .flatMap(each => each.volumeMounts ?? [])
        .filter(mount => mount.name === volume.name);
      for (const mount of mounts)
        uses.add(mount.subPath || mount.subPathExpr ? 'sub-path' : 'volume');
    }
  }
  return uses;
}

/** Whether pods that use a Secret this way must be restarted to read it anew. Pure. @internal */
export function needsRestart(uses: ReadonlySet<SecretUse>): boolean {
  return [...uses].some(use => use !== 'volume') || uses.size === 0;
}

function readsEnvironment(
  container: V1Container,
  secrets: ReadonlySet<string>,
): boolean {
  return (
    (container.env ?? []).some(each =>
      secrets.has(each.valueFrom?.secretKeyRef?.name ?? ''),
    ) ||
    (container.envFrom ?? []).some(each =>
      secrets.has(each.secretRef?.name ?? ''),
    )
  );
}
