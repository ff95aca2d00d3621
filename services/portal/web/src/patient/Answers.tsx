import { useState } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { api } from '../api/client';
import type { Turn } from '../api/types';
import { useWords } from '../i18n';
import { Icon } from '../ui/Icon';
import { pairs, type Pair } from './turns';
import type { Visit } from './useVisit';

function Row({ pair, onEdit, isDisabled }: { pair: Pair; onEdit: () => void; isDisabled: boolean }) {
  const { t } = useWords();
  return (
    <li className="answer">
      <div className="answer-said">
        {pair.asked && <p className="answer-question">{pair.asked}</p>}
        <p className="answer-text">{pair.answer.text}</p>
      </div>
      {pair.answer.editable !== false && (
        <Button
          className="button quiet answer-edit"
          aria-label={t('p.edit.label', { text: pair.answer.text })}
          isDisabled={isDisabled}
          onPress={onEdit}
        >
          <Icon name="pencil" />
          {t('p.edit')}
        </Button>
      )}
    </li>
  );
}

/** Answers lists what the patient has said; any of it can be taken back. */
export function Answers({ visit, turns, open = false }: { visit: Visit; turns: Turn[]; open?: boolean }) {
  const { t } = useWords();
  const [all, setAll] = useState(open);
  const [asking, setAsking] = useState<{ turn: string; later: number } | null>(null);
  const list = pairs(turns);
  if (list.length === 0) return null;

  const goBack = (turn: string) => visit.act({ run: () => api.back(turn) });
  const edit = (index: number, turn: string) => {
    const later = list.length - 1 - index;
    if (later === 0) goBack(turn);
    else setAsking({ turn, later });
  };
  return (
    <section className={`answers ${all ? 'answers-all' : ''}`} aria-label={t('p.answers')}>
      <h2 className="answers-title">{t('p.answers')}</h2>
      {list.length > 1 && !open && (
        <Button className="button quiet answers-more" aria-expanded={all} onPress={() => setAll(!all)}>
          <Icon name={all ? 'up' : 'down'} />
          {all ? t('p.answers.less') : t('p.answers.all', { n: list.length })}
        </Button>
      )}
      <ol>
        {list.map((pair, i) => (
          <Row key={pair.answer.id} pair={pair} isDisabled={visit.busy} onEdit={() => edit(i, pair.answer.id)} />
        ))}
      </ol>
      <ModalOverlay className="overlay" isDismissable isOpen={asking !== null} onOpenChange={() => setAsking(null)}>
        <Modal className="modal">
          <Dialog className="dialog" role="alertdialog">
            <Heading slot="title">{t('p.edit.title')}</Heading>
            <p>{t('p.edit.text', { n: asking?.later ?? 0 })}</p>
            <div className="dialog-actions">
              <Button
                className="button primary"
                onPress={() => {
                  if (asking) goBack(asking.turn);
                  setAsking(null);
                }}
              >
                {t('p.edit.yes')}
              </Button>
              <Button className="button" onPress={() => setAsking(null)}>{t('cancel')}</Button>
            </div>
          </Dialog>
        </Modal>
      </ModalOverlay>
    </section>
  );
}
