import { useEntity } from '@backstage/plugin-catalog-react';
import { DEFAULT_NAMESPACE } from '@backstage/catalog-model';
import { useSecret } from '../../data/secretQueries';
import { Surface } from '../../theme/Surface';
import { useTexts } from '../../translation/useTexts';
import { Loaded, SkeletonBlocks } from '../Loaded';
import { Panel } from '../Panel';
import { SecretFacts } from './SecretFacts';

function CardOf(props: { namespace: string; name: string }) {
  const t = useTexts();
  const read = useSecret(props);
  const loaded = (
    <Loaded read={read} skeleton={<SkeletonBlocks heights={[36, 20, 120]} />}>
      {secret => <SecretFacts secret={secret} />}
    </Loaded>
  );
  return <Panel title={t('card.rotation')}>{loaded}</Panel>;
}

/** "Rotation" on the overview of a secret: its age, its state, what comes next, one button. @public */
export function RotationCard() {
  const { metadata } = useEntity().entity;
  return (
    <Surface>
      <CardOf
        namespace={metadata.namespace ?? DEFAULT_NAMESPACE}
        name={metadata.name}
      />
    </Surface>
  );
}
