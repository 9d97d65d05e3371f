import { Alert } from '@backstage/ui';
import { useMoments } from '../../time/useMoments';
import { useTexts } from '../../translation/useTexts';

/** Above content that is older than it should be: it stays, and runs go on. @internal */
export function StaleNotice(props: { since: number }) {
  const t = useTexts();
  const time = useMoments().hour(props.since);
  return (
    <Alert
      role="status"
      status="warning"
      icon
      title={t('load.stale', { time })}
      description={t('load.staleHint')}
    />
  );
}
