import { type SyntheticEvent, useState } from 'react';
import { Button, FieldError, Form, Label, Text, TextArea, TextField } from 'react-aria-components';
import { api, Problem } from '../api/client';
import type { Card } from '../api/types';
import { useWords } from '../i18n';
import { Icon } from '../ui/Icon';
import { Failure } from '../ui/Message';
import { CardView } from './CardView';
import { byDanger, orderLines } from './order';

/** CheckOrders runs a free-text draft through the checks that order-sign runs. */
export function CheckOrders({ patient, label }: { patient: string; label: string }) {
  const { t } = useWords();
  const [text, setText] = useState('');
  const [cards, setCards] = useState<Card[] | null>(null);
  const [busy, setBusy] = useState(false);
  const [complaint, setComplaint] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);

  const check = async () => {
    const orders = orderLines(text);
    if (orders.length === 0) return setComplaint(t('d.check.empty'));
    setBusy(true);
    setProblem(null);
    setCards(null);
    try {
      const found = await api.checkOrders(patient, orders);
      setCards(byDanger(found.cards ?? []));
    } catch (cause) {
      setProblem(cause instanceof Problem ? cause : new Problem('refused', 0, ''));
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    void check();
  };
  return (
    <section className="block" aria-labelledby="check-orders" data-ai={label}>
      <h2 id="check-orders">{t('d.check')}</h2>
      <Form className="check-form" onSubmit={submit}>
        <TextField
          value={text}
          onChange={(next) => {
            setText(next);
            setComplaint('');
            setCards(null);
          }}
          isInvalid={complaint !== ''}
          validationBehavior="aria"
          maxLength={2000}
        >
          <Label>{t('d.check.label')}</Label>
          <TextArea rows={2} />
          <Text slot="description" className="muted">{t('d.check.example')}</Text>
          <FieldError>{complaint}</FieldError>
        </TextField>
        <Button type="submit" className="button" isDisabled={busy}>{busy ? t('d.check.running') : t('d.check.run')}</Button>
      </Form>
      {problem && <Failure problem={problem} onRetry={() => void check()} />}
      <div role="status">
        {cards && (
          <p className="check-result">
            <Icon name={cards.length ? 'alert' : 'info'} />
            {cards.length ? t('d.check.found', { n: cards.length }) : t('d.check.clear')}
          </p>
        )}
      </div>
      {cards?.map((card) => <CardView key={card.uuid} card={card} />)}
    </section>
  );
}
