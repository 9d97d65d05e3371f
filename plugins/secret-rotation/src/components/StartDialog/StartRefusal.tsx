import { Alert, ButtonLink } from '@backstage/ui';
import { runLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import { refusalOf } from '../../data/failure';
import { useTexts } from '../../translation/useTexts';
import { useRunPath } from '../RunLink';

/** Why a start did not start. An open run is no dead end: the way leads to it. @internal */
export function StartRefusal(props: { error: unknown }) {
  const t = useTexts();
  const pathOf = useRunPath();
  const { message, openRun } = refusalOf(props.error);
  if (openRun === undefined)
    return (
      <Alert
        role="alert"
        status="danger"
        icon
        title={t('start.notStarted')}
        description={message ?? t('load.failed')}
      />
    );
  const label = runLabel(openRun);
  return (
    <Alert
      role="alert"
      status="warning"
      icon
      title={t('start.openRun', { label })}
      description={t('start.openRunHint')}
      customActions={
        <ButtonLink size="small" variant="secondary" href={pathOf(openRun)}>
          {t('start.goToRun', { label })}
        </ButtonLink>
      }
    />
  );
}
