import { useEffect, useState } from 'react';
import { api } from '../api/client';
import type { Problem } from '../api/client';
import { useLoad } from '../api/useLoad';
import { addWords, useWords } from '../i18n';
import { Failure, FullPage, Loading } from '../ui/Message';
import { DemoBanner } from '../ui/Shell';
import './patient.css';
import { Bar } from './Bar';
import { Emergency } from './Emergency';
import { Asking, Confirmed, Waiting } from './Asking';
import { forgetHalves } from './half';
import { Review } from './Review';
import { useVisit, type Visit } from './useVisit';
import { en, zh } from './words';

addWords({ zh, en });

/** Closed explains, kindly, why there is no conversation to show. */
function Closed({ problem, onRetry }: { problem: Problem; onRetry: Visit['retry'] }) {
  const { t } = useWords();
  if (problem.status === 410) {
    return (
      <FullPage title={t('p.gone.title')}>
        <p>{t('p.gone.text')}</p>
        <p>{t('p.gone.next')}</p>
      </FullPage>
    );
  }
  if (problem.status === 404 || problem.status === 400 || problem.status === 422) {
    return <FullPage title={t('p.bad.title')}><p>{t('p.bad.text')}</p></FullPage>;
  }
  if (problem.status === 401) return <FullPage title={t('p.over.title')}><p>{t('p.over.text')}</p></FullPage>;
  return <FullPage title={t('p.title')}><Failure problem={problem} onRetry={onRetry} /></FullPage>;
}

/** Screen is the one thing that this moment of the visit asks of the patient. */
function Screen({ visit }: { visit: Visit }) {
  const conversation = visit.conversation;
  if (!conversation) return null;
  if (conversation.status === 'emergency' && conversation.emergency) {
    return <Emergency visit={visit} conversation={conversation} emergency={conversation.emergency} />;
  }
  if (conversation.status === 'review' && conversation.summary) {
    return <Review visit={visit} conversation={conversation} summary={conversation.summary} />;
  }
  if (conversation.status === 'confirmed') return <Confirmed conversation={conversation} />;
  if (conversation.status === 'person' && !conversation.question) return <Waiting conversation={conversation} />;
  return <Asking visit={visit} conversation={conversation} />;
}

/** Patient is the pre-visit conversation behind one single-use link. */
export default function Patient({ token }: { token: string }) {
  const { t, lang } = useWords();
  const visit = useVisit(token);
  const { conversation, problem } = visit;
  const { data: session } = useLoad('session', api.session);
  const [offline, setOffline] = useState(false);
  // What was being written is kept for the question that is asked, and for nobody else who takes the phone.
  const writes = Boolean(conversation?.question) && problem?.status !== 401;

  useEffect(() => {
    if ((conversation || problem) && !writes && problem?.kind !== 'offline' && problem?.kind !== 'slow') forgetHalves();
  }, [conversation, problem, writes]);

  useEffect(() => {
    document.title = `${t('p.title')} · ${t('brand.full')}`;
  }, [t, lang]);

  useEffect(() => {
    const check = () => setOffline(!navigator.onLine);
    check();
    window.addEventListener('online', check);
    window.addEventListener('offline', check);
    return () => {
      window.removeEventListener('online', check);
      window.removeEventListener('offline', check);
    };
  }, []);

  if (!conversation && problem) return <Closed problem={problem} onRetry={visit.retry} />;
  if (conversation && problem?.status === 401) return <Closed problem={problem} onRetry={visit.retry} />;
  if (!conversation) return <FullPage title={t('p.open')}><Loading /></FullPage>;
  return (
    <div className={`patient patient-${conversation.status}`}>
      <DemoBanner session={session} />
      <Bar visit={visit} conversation={conversation} />
      <div className="notices" role="status">
        {offline && <p className="notice-line">{t('p.offline')}</p>}
        {!offline && visit.slow && <p className="notice-line">{t('slow')}</p>}
      </div>
      <Screen visit={visit} />
    </div>
  );
}
