import { useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import { api } from '../api/client';
import type { Answer, Conversation } from '../api/types';
import { useWords } from '../i18n';
import { Icon } from '../ui/Icon';
import { Failure } from '../ui/Message';
import { Answers } from './Answers';
import { keepHalf, recallHalf } from './half';
import { QuestionForm } from './QuestionForm';
import { introduction, pairs } from './turns';
import type { Visit } from './useVisit';

/** useFocusOn moves the reader to the heading whenever what it heads is new. */
export function useFocusOn(key: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    window.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, [key]);
  return heading;
}

function Progress({ asked, atMost }: { asked: number; atMost: number }) {
  const { t } = useWords();
  const n = Math.min(asked + 1, Math.max(atMost, 1));
  return (
    <div className="progress">
      <p>{t('p.progress', { n, max: atMost })}</p>
      <svg className="progress-bar" viewBox="0 0 100 2" preserveAspectRatio="none" aria-hidden="true">
        <rect className="progress-ground" width="100" height="2" />
        <rect className="progress-done" width={Math.max(2, (100 * asked) / Math.max(atMost, 1))} height="2" />
      </svg>
    </div>
  );
}

/** ForWhom names whose visit this is, so that who answers for somebody else notices it. */
export function ForWhom({ conversation }: { conversation: Conversation }) {
  const { t } = useWords();
  return conversation.patient ? <p className="for-whom">{t('p.for', { name: conversation.patient })}</p> : null;
}

/** Moved says that the question was answered on another page: what was sent to it did not count. */
function Moved({ kept }: { kept: boolean }) {
  const { t } = useWords();
  return (
    <div className="failure" role="alert">
      <Icon name="alert" />
      <div>
        <p className="failure-title">{t('p.moved')}</p>
        {kept && <p>{t('p.moved.kept')}</p>}
      </div>
    </div>
  );
}

/** Asking shows one question, with earlier answers above it on a phone and beside it on a desk. */
export function Asking({ visit, conversation }: { visit: Visit; conversation: Conversation }) {
  const { t } = useWords();
  const { question, progress } = conversation;
  const turns = conversation.turns ?? [];
  const heading = useFocusOn(question?.id ?? 'none');
  const first = pairs(turns).length === 0;
  const asked = question?.id ?? '';
  const moved = visit.problem?.status === 409;
  // What was being written for another question, or in another visit on this phone, is done with.
  useEffect(() => keepHalf(conversation.id, asked, recallHalf(conversation.id, asked)), [conversation.id, asked]);
  const send = (answer: Answer) => visit.act({ question: answer.question, words: answer.text ?? answer.number?.toString(), run: () => api.answer(answer) });

  return (
    <div className="visit-grid">
      <Answers visit={visit} turns={turns} />
      <main className="question">
        {conversation.status === 'person' && (
          <p className="notice-box"><Icon name="check" />{conversation.labels.person}{t('p.person.worse')}</p>
        )}
        {(first || question?.id === 'whom') && <ForWhom conversation={conversation} />}
        <Progress asked={progress.asked} atMost={progress.atMost} />
        <p className="hidden" aria-live="polite">{first ? '' : t('p.new', { n: progress.asked + 1 })}</p>
        {moved && <Moved kept={recallHalf(conversation.id, asked) !== ''} />}
        {introduction(turns, question).map((text, i) => <p key={i} className="introduction">{text}</p>)}
        {question && (
          <>
            <h1 ref={heading} tabIndex={-1} id="question" data-question={question.id} className="question-text">{question.text}</h1>
            <QuestionForm key={question.id} visit={conversation.id} question={question} busy={visit.busy} onSend={send} />
          </>
        )}
        {visit.problem && !moved && <Failure problem={visit.problem} onRetry={visit.retry} note={t('p.kept')} />}
        {!first && (
          <Button className="button quiet" isDisabled={visit.busy} onPress={() => visit.act({ run: () => api.back() })}>
            <Icon name="left" />
            {t('p.undo')}
          </Button>
        )}
        <p className="small-print">{conversation.labels.ai} {t('p.privacy')}</p>
      </main>
    </div>
  );
}

/** Waiting says that a person is on the way. */
export function Waiting({ conversation }: { conversation: Conversation }) {
  const { t } = useWords();
  const heading = useFocusOn('person');
  return (
    <main className="single">
      <span className="big-mark"><Icon name="person" /></span>
      <h1 ref={heading} tabIndex={-1}>{t('p.person.done')}</h1>
      <p>{conversation.labels.person}</p>
      <p className="notice-box"><Icon name="info" />{t('p.person.wait')}</p>
    </main>
  );
}

/** Confirmed is the end of the patient's part. */
export function Confirmed({ conversation }: { conversation: Conversation }) {
  const { t } = useWords();
  const heading = useFocusOn('confirmed');
  const nothing = conversation.summary?.aboutOther ? t('p.other.done') : conversation.summary?.nothingTold ? t('p.nothing.text') : '';
  if (nothing) {
    return (
      <main className="single">
        <h1 ref={heading} tabIndex={-1}>{t('p.ended.title')}</h1>
        <p>{nothing}</p>
        <p className="notice-box"><Icon name="info" />{t('p.person.urgent')}</p>
        <p className="small-print">{conversation.labels.ai}</p>
      </main>
    );
  }
  return (
    <main className="single">
      <span className="big-mark good"><Icon name="check" /></span>
      <h1 ref={heading} tabIndex={-1}>{t('p.done.title')}</h1>
      {conversation.summary?.department?.label && (
        <p className="done-department">{t('p.review.department')}{t('colon')}<strong>{conversation.summary.department.label}</strong></p>
      )}
      <p>{t('p.done.text')}</p>
      <p className="notice-box"><Icon name="info" />{t('p.done.worse')}</p>
      <p className="small-print">{conversation.labels.ai}</p>
    </main>
  );
}
