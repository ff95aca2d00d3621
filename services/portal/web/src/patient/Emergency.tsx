import { useEffect, useRef } from 'react';
import type { Conversation, Emergency as Danger } from '../api/types';
import { useWords } from '../i18n';
import { Icon } from '../ui/Icon';
import { Failure } from '../ui/Message';
import { Answers } from './Answers';
import { useFocusOn } from './Asking';
import type { Visit } from './useVisit';

/** Emergency ends the questions: what is happening, one call button, and what to do now. When the server
 * sends no words the page has its own: it is never an empty heading over a call button. */
export function Emergency({ visit, conversation, emergency }: { visit: Visit; conversation: Conversation; emergency: Danger }) {
  const { t } = useWords();
  const heading = useFocusOn('emergency');
  const screen = useRef<HTMLDivElement>(null);
  // With large letters the bars above fill half a phone: what to do comes first.
  useEffect(() => screen.current?.scrollIntoView({ block: 'start' }), []);
  const turns = conversation.turns ?? [];
  const editable = turns.some((turn) => turn.from === 'patient' && turn.editable);
  return (
    <main>
      <div className="emergency" role="alert" ref={screen}>
        <div className="emergency-inner">
          <h1 ref={heading} tabIndex={-1}><Icon name="alert" />{emergency.title || t('p.em.title')}</h1>
          <p className="emergency-text">{emergency.text || t('p.em.text')}</p>
          <a className="call" href={`tel:${emergency.call}`}>
            <Icon name="phone" />
            {t('p.em.call', { number: emergency.call })}
          </a>
          {(emergency.actions ?? []).length > 0 && (
            <>
              <h2>{t('p.em.actions')}</h2>
              <ol>{emergency.actions?.map((action) => <li key={action}>{action}</li>)}</ol>
            </>
          )}
          {(emergency.reasons ?? []).length > 0 && (
            <>
              <h2>{t('p.em.reasons')}</h2>
              <ul>{emergency.reasons?.map((reason) => <li key={reason}>{reason}</li>)}</ul>
            </>
          )}
        </div>
      </div>
      <div className="single after-emergency">
        {visit.problem && <Failure problem={visit.problem} onRetry={visit.retry} />}
        {editable && <p>{t('p.em.mistake')}</p>}
        {editable && <Answers visit={visit} turns={turns} />}
        <p className="small-print">{conversation.labels.ai}</p>
      </div>
    </main>
  );
}
