import { type SyntheticEvent, useState } from 'react';
import { Button, Dialog, DialogTrigger, FieldError, Form, Heading, Label, Modal, ModalOverlay, TextArea, TextField } from 'react-aria-components';
import { api, Problem } from '../api/client';
import type { WorkItem } from '../api/types';
import { useWords } from '../i18n';
import { Failure } from '../ui/Message';

function ReasonForm({ item, onDone, onCancel }: { item: WorkItem; onDone: () => void; onCancel: () => void }) {
  const { t } = useWords();
  const [reason, setReason] = useState('');
  const [complaint, setComplaint] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const save = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await api.close(item.task, reason.trim());
      onDone();
    } catch (cause) {
      setProblem(cause instanceof Problem ? cause : new Problem('refused', 0, ''));
      setBusy(false);
    }
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!reason.trim()) return setComplaint(t('c.reason.need'));
    void save();
  };
  return (
    <Form onSubmit={submit}>
      <TextField
        value={reason}
        onChange={(next) => {
          setReason(next);
          setComplaint('');
        }}
        isInvalid={complaint !== ''}
        validationBehavior="aria"
        maxLength={500}
      >
        <Label>{t('c.reason')}</Label>
        <TextArea rows={3} />
        <FieldError>{complaint}</FieldError>
      </TextField>
      {problem && <Failure problem={problem} />}
      <div className="dialog-actions">
        <Button type="submit" className="button primary" isDisabled={busy}>{busy ? t('c.closing') : t('c.close')}</Button>
        <Button className="button" isDisabled={busy} onPress={onCancel}>{t('cancel')}</Button>
      </div>
    </Form>
  );
}

/** CloseTask asks for the reason before a task leaves the open list; without one it stays. */
export function CloseTask({ item, onDone }: { item: WorkItem; onDone: () => void }) {
  const { t } = useWords();
  return (
    <DialogTrigger>
      <Button className="button" aria-label={t('c.of', { what: t('c.close.open'), name: item.patient.name })}>{t('c.close.open')}</Button>
      <ModalOverlay className="overlay">
        <Modal className="modal">
          <Dialog className="dialog">
            {({ close }) => (
              <>
                <Heading slot="title">{t('c.close.title', { name: item.patient.name })}</Heading>
                <p>{t('c.close.text')}</p>
                <ReasonForm
                  item={item}
                  onCancel={close}
                  onDone={() => {
                    close();
                    onDone();
                  }}
                />
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}
