import { useState } from 'react';
import { Alert, Button } from '@backstage/ui';
import { failureOf, type Failure } from '../../data/failure';
import { useMoments } from '../../time/useMoments';
import { useTexts } from '../../translation/useTexts';

/** What a page says in place of the usual words. @internal */
export interface FailureWords {
  /** When there is no such thing; a secret that is not known yet, unless told. */
  absent?: string;
  /** Why the reader may not see it, and who may; a secret's state, unless told. */
  forbidden?: string;
}

function useFailureText(
  failure: Failure,
  at: number,
  { absent, forbidden }: FailureWords,
) {
  const t = useTexts();
  const time = useMoments().hour(at);
  switch (failure.kind) {
    case 'forbidden':
      return {
        title: t('load.forbidden'),
        hint: forbidden ?? t('load.forbiddenHint'),
      };
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
export function LoadFailure(
  props: FailureWords & { error: unknown; retry: () => unknown },
) {
  const t = useTexts();
  const [at] = useState(() => Date.now());
  const failure = failureOf(props.error);
  const { title, hint } = useFailureText(failure, at, props);
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
