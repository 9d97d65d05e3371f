import { useEntity } from '@backstage/plugin-catalog-react';
import { stringifyEntityRef } from '@backstage/catalog-model';
import type { EntitySecrets } from '@keyturn/backstage-plugin-secret-rotation-common';
import { useEntitySecrets } from '../../data/secretQueries';
import { Surface } from '../../theme/Surface';
import { useTexts } from '../../translation/useTexts';
import { Loaded, SkeletonBlocks } from '../Loaded';
import { Panel } from '../Panel';
import { StateMark } from '../StateMark';
import { SecretItem } from './SecretItem';
import styles from './SecretsCard.module.css';

function SecretList(props: { secrets: EntitySecrets; name: string }) {
  const t = useTexts();
  const { items, hidden } = props.secrets;
  return (
    <div>
      {items.length === 0 && hidden === 0 && (
        <>
          <p className={styles.strong}>{t('card.empty')}</p>
          <p className={styles.hint}>
            {t('card.emptyHint', { name: props.name })}
          </p>
        </>
      )}
      <ul className={styles.list}>
        {items.map(secret => (
          <SecretItem key={secret.entityRef} secret={secret} />
        ))}
      </ul>
      {hidden > 0 && (
        <>
          <StateMark shape="hidden">
            {t('card.hidden', { count: hidden })}
          </StateMark>
          <p className={styles.hint}>{t('card.hiddenHint')}</p>
        </>
      )}
    </div>
  );
}

function CardOf(props: { entityRef: string; name: string }) {
  const t = useTexts();
  const read = useEntitySecrets(props.entityRef);
  const count = read.data?.items.length ?? 0;
  return (
    <Panel
      title={t('card.secrets')}
      aside={count > 0 && t('card.count', { count })}
    >
      <Loaded read={read} skeleton={<SkeletonBlocks heights={[64, 64]} />}>
        {secrets => <SecretList secrets={secrets} name={props.name} />}
      </Loaded>
    </Panel>
  );
}

/** "Secrets" on the overview of a component: those that it depends on, worst first. @public */
export function SecretsCard() {
  const { entity } = useEntity();
  return (
    <Surface>
      <CardOf
        entityRef={stringifyEntityRef(entity)}
        name={entity.metadata.title ?? entity.metadata.name}
      />
    </Surface>
  );
}
