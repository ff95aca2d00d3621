import { Button } from 'react-aria-components';
import { api } from '../api/client';
import type { Conversation, Summary } from '../api/types';
import { useWords } from '../i18n';
import { AiText } from '../ui/Ai';
import { Icon } from '../ui/Icon';
import { Items } from '../ui/Items';
import { Failure } from '../ui/Message';
import { UrgencyTag } from '../ui/Urgency';
import { Answers } from './Answers';
import { ForWhom, useFocusOn } from './Asking';
import type { Visit } from './useVisit';

function Tests({ summary }: { summary: Summary }) {
  const { t } = useWords();
  const tests = summary.tests ?? [];
  if (tests.length === 0) return null;
  return (
    <section>
      <h2>{t('p.review.tests')}</h2>
      <p className="tag draft"><Icon name="pencil" />{t('p.review.draft')}</p>
      <ul className="tests">
        {tests.map((test) => (
          <li key={test.name}>
            <strong>{test.name}</strong>
            <span>{test.why}</span>
          </li>
        ))}
      </ul>
      <p className="small-print">{t('p.review.decides')}</p>
    </section>
  );
}

function Sections({ summary }: { summary: Summary }) {
  return (
    <>
      {(summary.sections ?? []).map((section) => (
        <section key={section.id}>
          <h2>{section.title}</h2>
          <Items section={section} />
        </section>
      ))}
    </>
  );
}

/** NothingTold is the end of a chat in which no complaint was understood: the way back to telling one comes first. */
function NothingTold({ visit, conversation, summary }: { visit: Visit; conversation: Conversation; summary: Summary }) {
  const { t } = useWords();
  const heading = useFocusOn('nothing');
  const first = (conversation.turns ?? []).find((turn) => turn.from === 'patient');
  return (
    <main className="single">
      <h1 ref={heading} tabIndex={-1}>{summary.urgency?.label}</h1>
      <p>{t('p.nothing.text')}</p>
      {visit.problem && <Failure problem={visit.problem} onRetry={visit.retry} />}
      <Button className="button primary wide" isDisabled={visit.busy} onPress={() => visit.act({ run: () => api.back(first?.id) })}>
        {t('p.nothing.again')}
      </Button>
      <Button className="button wide" isDisabled={visit.busy} onPress={() => visit.act({ run: () => api.confirm() })}>
        {visit.busy ? t('p.confirm.sending') : t('p.nothing.end')}
      </Button>
      <p className="notice-box"><Icon name="info" />{t('p.person.urgent')}</p>
      <p className="small-print">{summary.label}</p>
    </main>
  );
}

/** AboutOther is the end of a story about somebody else: nothing of it goes into this patient's record. */
function AboutOther({ visit, conversation, summary }: { visit: Visit; conversation: Conversation; summary: Summary }) {
  const { t } = useWords();
  const heading = useFocusOn('other');
  const first = (conversation.turns ?? []).find((turn) => turn.from === 'patient');
  return (
    <main className="single">
      <h1 ref={heading} tabIndex={-1}>{summary.urgency?.label}</h1>
      <ForWhom conversation={conversation} />
      <p>{summary.urgency?.text}</p>
      <p className="notice-box"><Icon name="info" />{t('p.person.urgent')}</p>
      {visit.problem && <Failure problem={visit.problem} onRetry={visit.retry} />}
      <Button className="button primary wide" isDisabled={visit.busy} onPress={() => visit.act({ run: () => api.confirm() })}>
        {visit.busy ? t('p.confirm.sending') : t('p.other.end')}
      </Button>
      <Button className="button wide" isDisabled={visit.busy} onPress={() => visit.act({ run: () => api.back(first?.id) })}>
        {t('p.other.again')}
      </Button>
      <p className="small-print">{summary.label}</p>
    </main>
  );
}

/** Review shows the summary as the doctor will get it; nothing goes out before the patient agrees. */
export function Review({ visit, conversation, summary }: { visit: Visit; conversation: Conversation; summary: Summary }) {
  const { t } = useWords();
  const heading = useFocusOn('review');
  if (summary.aboutOther) return <AboutOther visit={visit} conversation={conversation} summary={summary} />;
  if (summary.nothingTold) return <NothingTold visit={visit} conversation={conversation} summary={summary} />;
  return (
    <div className="visit-grid">
      <Answers visit={visit} turns={conversation.turns ?? []} />
      <main className="review">
        <h1 ref={heading} tabIndex={-1}>{t('p.review.title')}</h1>
        <ForWhom conversation={conversation} />
        <p>{t('p.review.text')}</p>
        <AiText label={summary.label} className="paper">
          {summary.urgency && summary.urgency.level > 0 && (
            <section>
              <h2>{t('p.review.urgency')}</h2>
              <UrgencyTag urgency={summary.urgency} />
              {summary.urgency.text && <p>{summary.urgency.text}</p>}
            </section>
          )}
          {summary.department?.label && (
            <section>
              <h2>{t('p.review.department')}</h2>
              <p className="department">{summary.department.label}</p>
            </section>
          )}
          <Sections summary={summary} />
          <Tests summary={summary} />
          {summary.notice && <p className="notice-box"><Icon name="info" />{summary.notice}</p>}
        </AiText>
        {visit.problem && <Failure problem={visit.problem} onRetry={visit.retry} />}
        <Button className="button primary wide" isDisabled={visit.busy} onPress={() => visit.act({ run: () => api.confirm() })}>
          {visit.busy ? t('p.confirm.sending') : t('p.confirm')}
        </Button>
      </main>
    </div>
  );
}
