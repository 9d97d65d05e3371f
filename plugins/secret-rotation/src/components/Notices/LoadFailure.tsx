import { useState } from 'react';
import { Alert, Button } from '@backstage/ui';
import { failureOf, type Failure } from '../../data/failure';
import { useMoments } from '../../time/useMoments';
import { useTexts } from '../../translation/useTexts';

function useFailureText(failure: Failure, at: number, absent?: string) {
  const t = useTexts();
  const time = useMoments().hour(at);
  switch (failure.kind) {
    case 'forbidden':
      return { title: t('load.forbidden'), hint: t('load.forbiddenHint') };
    case 'absent':
      return absent
        ? { title: absent }
        : { title: t('load.absent'), hint: t('load.absentHint') };
    default:
      return {
        title: t('load.failed'),
        hint: failure.status
          ? t('load.failedHint', { status: `${failure.status}`, time })
          : t('load.failedNoAnswer', { time }),
      };
  }
}

/** In place of content that could not be read: what happened, and what it means for rotations. @internal */
export function LoadFailure(props: {
  error: unknown;
  retry: () => unknown;
  absent?: string;
}) {
  const t = useTexts();
  const [at] = useState(() => Date.now());
  const failure = failureOf(props.error);
  const { title, hint } = useFailureText(failure, at, props.absent);
  const isUnavailable = failure.kind === 'unavailable';
  return (
    <Alert
      role={isUnavailable ? 'alert' : 'status'}
      status={isUnavailable ? 'danger' : 'info'}
      icon
      title={title}
      description={hint}
      customActions={
        isUnavailable && (
          <Button
            size="small"
            variant="secondary"
            onPress={() => props.retry()}
          >
            {t('load.again')}
          </Button>
        )
      }
    />
  );
}
