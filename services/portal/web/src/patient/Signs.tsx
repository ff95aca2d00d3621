import { Button, ToggleButton } from 'react-aria-components';
import type { Answer, Question } from '../api/types';
import { useWords } from '../i18n';
import { Icon } from '../ui/Icon';

interface Props {
  question: Question;
  busy: boolean;
  chosen: string[];
  onChange: (chosen: string[]) => void;
  onSend: (answer: Answer) => void;
}

/** Signs is a list of which each row is there or not. Sending says no to the rest; who is not sure says so. */
export function Signs({ question, busy, chosen, onChange, onSend }: Props) {
  const { t } = useWords();
  const some = chosen.length > 0;
  const send = (more: Partial<Answer>) => onSend({ question: question.id, chosen, ...more });
  return (
    <>
      <div className="chips signs" role="group" aria-labelledby="question">
        {(question.options ?? []).map(({ id, label }) => (
          <ToggleButton
            key={id}
            className="chip sign"
            isDisabled={busy}
            isSelected={chosen.includes(id)}
            onChange={(on) => onChange(on ? [...chosen, id] : chosen.filter((other) => other !== id))}
          >
            <Icon name={chosen.includes(id) ? 'tick' : 'circle'} />
            <span>{label}</span>
          </ToggleButton>
        ))}
      </div>
      <div className="chips">
        <Button className="button primary chip-done" isDisabled={busy} onPress={() => send({})}>
          {some ? t('p.signs.rest') : t('p.signs.none')}
        </Button>
        {question.allowUnknown && (
          <Button className="chip chip-unknown" isDisabled={busy} onPress={() => send({ unknown: true })}>
            {some ? t('p.signs.unsure') : t('p.unknown')}
          </Button>
        )}
      </div>
    </>
  );
}
