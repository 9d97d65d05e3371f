import { useState } from 'react';
import { Button } from '@backstage/ui';
import type { Secret } from '@keyturn/backstage-plugin-secret-rotation-common';
import { useTexts } from '../../translation/useTexts';
import { StartDialog } from './StartDialog';

/** Opens the plan, for who may start or at least plan; nothing for anybody else. @internal */
export function StartButton(props: { secret: Secret }) {
  const t = useTexts();
  const { secret } = props;
  const [open, setOpen] = useState(false);
  const mayStart = secret.actions.includes('start');
  const mayPlan = secret.actions.includes('plan');
  if (!mayStart && !mayPlan) return null;
  const startLabel =
    secret.currentVersion === undefined ? t('tab.provision') : t('tab.start');
  return (
    <>
      <Button variant="secondary" onPress={() => setOpen(true)}>
        {mayStart ? startLabel : t('tab.plan')}
      </Button>
      {open && <StartDialog secret={secret} onClose={() => setOpen(false)} />}
    </>
  );
}
