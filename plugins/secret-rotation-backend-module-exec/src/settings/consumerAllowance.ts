import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';

/** Says which consumers may name an entry. @internal */
export type ConsumerAllowance = (entityRef: string) => boolean;

/**
 * Reads entity refs in which `*` is any run of characters within the kind, the namespace or the name.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readConsumerAllowance(
  refs: readonly string[],
  key: string,
): ConsumerAllowance {
  const patterns = refs.map(ref => {
    if (!/^[\w.*-]+:[\w.*-]+\/[\w.*-]+$/.test(ref)) {
      throw new MisconfiguredError(
        `${key} holds what is not an entity ref`,
        'Write kind, namespace and name, for example component:default/checkout or component:payments/*',
      );
    }
    const literals = ref.toLowerCase().split('*');
    const escaped = literals.map(text => text.replaceAll('.', '\\.'));
    return new RegExp(`^${escaped.join('[^:/]*')}$`);
  });
  return entityRef => patterns.some(each => each.test(entityRef));
}
