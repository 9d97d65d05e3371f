import { useState, type FormEvent } from 'react';
import {
  Alert,
  Button,
  Checkbox,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  TextAreaField,
} from '@backstage/ui';
import type {
  Plan,
  RunCause,
  Secret,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { refusalOf } from '../../data/failure';
import { usePlan, useStart } from '../../data/start';
import { themeClass } from '../../theme/Surface';
import { useTexts } from '../../translation/useTexts';
import { isReason } from '../DecisionDialog';
import { SkeletonBlocks } from '../Loaded';
import { PlanView } from './PlanView';
import { StartRefusal } from './StartRefusal';
import styles from './StartDialog.module.css';

const FORM = 'keyturn-start';

const TITLES = {
  rotate: 'start.title',
  provision: 'start.titleProvision',
  repair: 'start.titleRepair',
} as const;

const SUBMITS = {
  rotate: 'start.submit',
  provision: 'start.submitProvision',
  repair: 'start.submitRepair',
} as const;

/** The plan of a rotation and, for who may, its start. Opening it writes nothing. @internal */
export function StartDialog(props: { secret: Secret; onClose: () => void }) {
  const t = useTexts();
  const { secret, onClose } = props;
  const [cause, setCause] = useState<RunCause>('routine');
  const plan = usePlan(secret, cause);
  const start = useStart(secret);
  const [reason, setReason] = useState('');
  const mayStart = secret.actions.includes('start');
  const ready = plan.data?.ready === true && !plan.isPlaceholderData;
  const name = secret.title ?? secret.name;

  const submit = (event: FormEvent, { kind }: Plan) => {
    event.preventDefault();
    if (!mayStart || !ready || !isReason(reason) || start.isPending) return;
    start.mutate(
      { reason: reason.trim(), kind, cause },
      { onSuccess: onClose },
    );
  };

  return (
    <Dialog
      isOpen
      isDismissable={!start.isPending}
      onOpenChange={open => !open && onClose()}
      width={960}
    >
      <DialogHeader>
        {t(TITLES[plan.data?.kind ?? 'rotate'], { name })}
      </DialogHeader>
      <DialogBody>
        <div className={themeClass}>
          {plan.isPending && (
            <>
              <p className={styles.note} role="status">
                {t('start.computing')}
              </p>
              <SkeletonBlocks heights={[72, 200, 120]} />
            </>
          )}
          {plan.error && (
            <Alert
              role="alert"
              status="danger"
              icon
              title={t('start.planFailed')}
              description={refusalOf(plan.error).message ?? t('load.failed')}
              customActions={
                <Button
                  size="small"
                  variant="secondary"
                  onPress={() => plan.refetch()}
                >
                  {t('load.again')}
                </Button>
              }
            />
          )}
          {plan.data && (
            <form
              id={FORM}
              className={styles.form}
              onSubmit={event => submit(event, plan.data)}
            >
              <PlanView plan={plan.data} />
              {plan.data.kind !== 'provision' && (
                <div>
                  <Checkbox
                    isSelected={cause === 'compromised'}
                    onChange={isCompromised =>
                      setCause(isCompromised ? 'compromised' : 'routine')
                    }
                    isDisabled={start.isPending}
                  >
                    {t('start.compromised')}
                  </Checkbox>
                  <p className={styles.note}>{t('start.compromisedHint')}</p>
                </div>
              )}
              {start.error && <StartRefusal error={start.error} />}
              {mayStart ? (
                <TextAreaField
                  label={t('start.reason')}
                  description={t('start.reasonHint')}
                  value={reason}
                  onChange={setReason}
                  maxLength={500}
                  rows={2}
                  isRequired
                  isDisabled={!ready}
                />
              ) : (
                <p className={styles.note}>{t('start.mayNotStart')}</p>
              )}
            </form>
          )}
        </div>
      </DialogBody>
      <DialogFooter>
        <Button
          variant="secondary"
          onPress={onClose}
          isDisabled={start.isPending}
        >
          {t('start.close')}
        </Button>
        {mayStart && (
          <Button
            type="submit"
            form={FORM}
            variant="primary"
            isDisabled={!ready || !isReason(reason)}
            isPending={start.isPending}
          >
            {t(SUBMITS[plan.data?.kind ?? 'rotate'])}
          </Button>
        )}
      </DialogFooter>
    </Dialog>
  );
}
