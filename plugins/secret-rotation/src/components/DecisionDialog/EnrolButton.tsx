import { useState } from 'react';
import { Button } from '@backstage/ui';
import type { Secret } from '@keyturn/backstage-plugin-secret-rotation-common';
import { useEnrol } from '../../data/decisions';
import { useTexts } from '../../translation/useTexts';
import { ReasonDialog } from './ReasonDialog';

function EnrolDialog(props: { secret: Secret; onClose: () => void }) {
  const t = useTexts();
  const { secret, onClose } = props;
  const enrol = useEnrol(secret);
  return (
    <ReasonDialog
      title={t('decision.enrol.title')}
      consequences={t('decision.enrol.hint', {
        store: secret.store ?? '?',
        rotator: secret.rotator ?? '?',
      })}
      submitLabel={t('decision.enrol.submit')}
      act={enrol.mutateAsync}
      onClose={onClose}
    />
  );
}

/** Lets a permitted person enrol a secret; nothing for anybody else. @internal */
export function EnrolButton(props: { secret: Secret }) {
  const t = useTexts();
  const { secret } = props;
  // What is enrolled is the binding that the person looked at, also when the page has read a newer one since.
  const [lookedAt, setLookedAt] = useState<Secret>();
  if (!secret.actions.includes('enrol') && !lookedAt) return null;
  return (
    <>
      <Button variant="primary" onPress={() => setLookedAt(secret)}>
        {t('tab.enrol')}
      </Button>
      {lookedAt && (
        <EnrolDialog secret={lookedAt} onClose={() => setLookedAt(undefined)} />
      )}
    </>
  );
}
