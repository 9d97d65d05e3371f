import { Alert } from '@backstage/ui';
import {
  versionLabel,
  type Secret,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { useMoments } from '../../time/useMoments';
import { useTexts } from '../../translation/useTexts';

/** Somebody else made the current version: nobody told the consumers, and nothing is proven of it. @internal */
export function OutOfBandNotice(props: { secret: Secret }) {
  const t = useTexts();
  const moments = useMoments();
  const { changedOutOfBandAt, currentVersion, openRun } = props.secret;
  if (!changedOutOfBandAt || currentVersion === undefined || openRun)
    return null;
  return (
    <Alert
      role="status"
      status="warning"
      icon
      title={t('tab.outOfBandTitle')}
      description={t('tab.outOfBandHint', {
        version: versionLabel(currentVersion),
        when: moments.short(changedOutOfBandAt),
      })}
    />
  );
}
