import { useState } from 'react';
import { Button } from '@backstage/ui';
import type { Secret } from '@keyturn/backstage-plugin-secret-rotation-common';
import { useEnrol } from '../../data/decisions';
import { useTexts } from '../../translation/useTexts';
import { ReasonDialog } from './ReasonDialog';

/** Lets a permitted person enrol a secret; nothing for anybody else. @internal */
export function EnrolButton(props: { secret: Secret }) {
  const t = useTexts();
  const { secret } = props;
  const [asking, setAsking] = useState(false);
  const enrol = useEnrol(secret);
  if (!secret.actions.includes('enrol')) return null;
  return (
    <>
      <Button variant="primary" onPress={() => setAsking(true)}>
        {t('tab.enrol')}
      </Button>
      {asking && (
        <ReasonDialog
          title={t('decision.enrol.title')}
          consequences={t('decision.enrol.hint', {
            store: secret.store ?? '?',
            rotator: secret.rotator ?? '?',
          })}
          submitLabel={t('decision.enrol.submit')}
          act={enrol.mutateAsync}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
