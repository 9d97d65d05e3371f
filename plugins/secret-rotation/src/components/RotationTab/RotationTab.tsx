import { useEntity } from '@backstage/plugin-catalog-react';
import { DEFAULT_NAMESPACE } from '@backstage/catalog-model';
import { useSecret } from '../../data/secretQueries';
import { Surface } from '../../theme/Surface';
import { Loaded, SkeletonBlocks } from '../Loaded';
import { SecretRotation } from './SecretRotation';

function RotationOf(props: { namespace: string; name: string }) {
  const read = useSecret(props);
  return (
    <Loaded
      read={read}
      skeleton={<SkeletonBlocks heights={[68, 240, 260, 220, 160]} />}
    >
      {secret => <SecretRotation secret={secret} />}
    </Loaded>
  );
}

/** The tab "Rotation" on the page of a secret. @public */
export function RotationTab() {
  const { metadata } = useEntity().entity;
  return (
    <Surface>
      <RotationOf
        namespace={metadata.namespace ?? DEFAULT_NAMESPACE}
        name={metadata.name}
      />
    </Surface>
  );
}
