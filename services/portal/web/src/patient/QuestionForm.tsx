import { type SyntheticEvent, useState } from 'react';
import { Button, FieldError, Form, Input, Label, TextArea, TextField } from 'react-aria-components';
import type { Answer, Question } from '../api/types';
import { useWords } from '../i18n';
import { Icon } from '../ui/Icon';
import { unitWord } from '../ui/unit';
import { keepHalf, recallHalf } from './half';
import { Signs } from './Signs';
import { readNumber } from './turns';

interface Props {
  visit: string;
  question: Question;
  busy: boolean;
  onSend: (answer: Answer) => void;
}

/** long is from how many options a list is opened by a press and not shown at once. */
const long = 12;

function Chips({ question, busy, onSend }: Omit<Props, 'visit'>) {
  const { t } = useWords();
  const given = question.options ?? [];
  const [open, setOpen] = useState(given.length <= long);
  const options = given.length === 0 && question.kind === 'yes_no'
    ? [{ id: 'yes', label: t('p.yes') }, { id: 'no', label: t('p.no') }]
    : given;
  const unknownListed = options.some((option) => option.id === 'unknown');
  const choose = (option: string) =>
    onSend(option === 'unknown' ? { question: question.id, unknown: true } : { question: question.id, option });
  return (
    <div className="chips" role="group" aria-labelledby="question">
      {given.length > long && (
        <Button className="button" aria-expanded={open} onPress={() => setOpen(!open)}>
          <Icon name={open ? 'up' : 'down'} />
          {t('p.list', { n: given.length })}
        </Button>
      )}
      {open && options.map((option) => (
        <Button key={option.id} className="chip" isDisabled={busy} onPress={() => choose(option.id)}>
          {option.label}
        </Button>
      ))}
      {question.allowUnknown && !unknownListed && (
        <Button className="chip chip-unknown" isDisabled={busy} onPress={() => choose('unknown')}>
          {t('p.unknown')}
        </Button>
      )}
    </div>
  );
}

/** QuestionForm asks by chips, by words and by number. What was typed stays until the server has it, over a reload too. */
export function QuestionForm({ visit, question, busy, onSend }: Props) {
  const { t, lang } = useWords();
  const [text, setText] = useState(() => recallHalf(visit, question.id));
  const [complaint, setComplaint] = useState('');
  const [chosen, setChosen] = useState<string[]>([]);
  const numeric = question.kind === 'number';
  const listed = question.kind === 'signs';
  const hasChips = !listed && ((question.options ?? []).length > 0 || question.kind === 'yes_no' || question.allowUnknown);
  const wordsFirst = question.kind === 'text' || numeric || (question.options ?? []).length > long;

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (busy) return;
    const trimmed = text.trim();
    if (!trimmed) return setComplaint(t(hasChips || listed ? 'p.text.empty' : 'p.text.first'));
    if (listed) return onSend({ question: question.id, text: trimmed, chosen });
    if (!numeric) return onSend({ question: question.id, text: trimmed });
    const number = readNumber(trimmed);
    if (number === null) return setComplaint(t('p.number.bad'));
    onSend({ question: question.id, number });
  };
  const chips = hasChips && <Chips question={question} busy={busy} onSend={onSend} />;
  const label = numeric ? t('p.number.label') : t(wordsFirst ? 'p.text.label' : 'p.text.or');
  const unit = unitWord(question.unit, lang);
  return (
    <>
      {listed && <Signs question={question} busy={busy} chosen={chosen} onChange={setChosen} onSend={onSend} />}
      {!wordsFirst && chips}
      <Form className="words" onSubmit={submit}>
        <TextField
          value={text}
          onChange={(next) => {
            setText(next);
            keepHalf(visit, question.id, next);
            setComplaint('');
          }}
          isInvalid={complaint !== ''}
          validationBehavior="aria"
          autoComplete="off"
          maxLength={2000}
        >
          <Label>{unit ? `${label} (${unit})` : label}</Label>
          {numeric ? <Input inputMode="decimal" /> : <TextArea rows={wordsFirst ? 3 : 2} />}
          <FieldError>{complaint}</FieldError>
        </TextField>
        <Button type="submit" className={`button ${wordsFirst || text ? 'primary' : ''}`} isDisabled={busy}>
          {busy ? t('p.sending') : t('p.send')}
        </Button>
      </Form>
      {wordsFirst && chips}
    </>
  );
}
