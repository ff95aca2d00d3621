import { type SyntheticEvent, useState } from 'react';
import { Button, FieldError, Form, Label, RadioButton, RadioField, RadioGroup, TextArea, TextField } from 'react-aria-components';
import type { Card, Feedback } from '../api/types';
import { useWords } from '../i18n';

interface Props {
  card: Card;
  busy: boolean;
  onSend: (feedback: Feedback) => void;
  onCancel: () => void;
}

/** OverrideForm asks why: one of the card's coded reasons, or words where the card brings none. */
export function OverrideForm({ card, busy, onSend, onCancel }: Props) {
  const { t } = useWords();
  const reasons = card.overrideReasons ?? [];
  const [code, setCode] = useState('');
  const [comment, setComment] = useState('');
  const [complaint, setComplaint] = useState('');
  const coded = reasons.length > 0;

  const answered = (set: (next: string) => void) => (next: string) => {
    set(next);
    setComplaint('');
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const reason = reasons.find((entry) => entry.code === code);
    const words = comment.trim();
    if (coded && !reason) return setComplaint(t('d.override.need'));
    if (!coded && !words) return setComplaint(t('d.override.need.comment'));
    onSend({
      outcome: 'overridden',
      ...(reason ? { overrideReason: reason } : {}),
      ...(words ? { comment: words } : {}),
    });
  };
  return (
    <Form className="override" onSubmit={submit}>
      {coded && (
        <RadioGroup value={code} onChange={answered(setCode)} isInvalid={complaint !== ''} validationBehavior="aria">
          <Label>{t('d.override.title')}</Label>
          {reasons.map((reason) => (
            <RadioField key={reason.code} value={reason.code}>
              <RadioButton className="radio">{reason.display}</RadioButton>
            </RadioField>
          ))}
          <FieldError>{complaint}</FieldError>
        </RadioGroup>
      )}
      <TextField value={comment} onChange={answered(setComment)} isInvalid={!coded && complaint !== ''} validationBehavior="aria" maxLength={500}>
        <Label>{coded ? t('d.override.comment.optional') : t('d.override.title')}</Label>
        <TextArea rows={2} />
        <FieldError>{complaint}</FieldError>
      </TextField>
      <div className="card-actions">
        <Button type="submit" className="button primary" isDisabled={busy}>{t('d.override.send')}</Button>
        <Button className="button quiet" isDisabled={busy} onPress={onCancel}>{t('cancel')}</Button>
      </div>
    </Form>
  );
}
