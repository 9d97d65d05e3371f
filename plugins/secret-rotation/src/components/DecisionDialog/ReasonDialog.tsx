import { useState, type FormEvent, type ReactNode } from 'react';
import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  TextAreaField,
} from '@backstage/ui';
import { refusalOf } from '../../data/failure';
import { themeClass } from '../../theme/Surface';
import { useTexts } from '../../translation/useTexts';
import { isReason } from './reason';
import styles from './ReasonDialog.module.css';

/** Asks for a reason before something is done; says what it does and what it does not. @internal */
export function ReasonDialog(props: {
  title: string;
  consequences: ReactNode;
  submitLabel: string;
  destructive?: boolean;
  act: (reason: string) => Promise<unknown>;
  onClose: () => void;
}) {
  const t = useTexts();
  const { title, consequences, submitLabel, destructive, act, onClose } = props;
  const [reason, setReason] = useState('');
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<unknown>();

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (pending || !isReason(reason)) return;
    setPending(true);
    setError(undefined);
    try {
      await act(reason.trim());
      onClose();
    } catch (thrown) {
      setError(thrown);
      setPending(false);
    }
  };

  return (
    <Dialog
      isOpen
      isDismissable={!pending}
      onOpenChange={open => !open && onClose()}
      width={520}
    >
      <DialogHeader>{title}</DialogHeader>
      <DialogBody>
        <form id="keyturn-reason" onSubmit={submit} className={themeClass}>
          <div className={styles.form}>
            <p>{consequences}</p>
            {error !== undefined && (
              <Alert
                status="danger"
                icon
                title={t('decision.failed')}
                description={refusalOf(error).message ?? t('load.failed')}
              />
            )}
            <TextAreaField
              label={t('decision.reason')}
              description={t('decision.reasonHint')}
              value={reason}
              onChange={setReason}
              maxLength={500}
              isRequired
            />
          </div>
        </form>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose} isDisabled={pending}>
          {t('decision.back')}
        </Button>
        <Button
          type="submit"
          form="keyturn-reason"
          variant="primary"
          destructive={destructive}
          isDisabled={!isReason(reason)}
          isPending={pending}
        >
          {submitLabel}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
