import type { Actor } from '@keyturn/backstage-plugin-secret-rotation-common';
import { useTexts } from '../../translation/useTexts';
import { EntityName } from './EntityName';

/** Who acted: a person as a link, a service by its subject, or Keyturn itself. @internal */
export function ActorName(props: { actor: Actor }) {
  const t = useTexts();
  const { kind, ref } = props.actor;
  if (kind === 'user' && ref) return <EntityName entityRef={ref} />;
  return <>{ref ?? t(`actor.${kind}`)}</>;
}
