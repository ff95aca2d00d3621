import { lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nProvider } from 'react-aria-components';
import { startLanguage, useWords } from './i18n';
import { Link, useAddress } from './router';
import './styles/tokens.css';
import './styles/base.css';
import './styles/ui.css';
import { keepLabelOnCopy } from './ui/keepLabel';
import { FullPage, Loading } from './ui/Message';

const Landing = lazy(() => import('./landing/Landing'));
const Patient = lazy(() => import('./patient/Patient'));
const Doctor = lazy(() => import('./doctor/Doctor'));
const Care = lazy(() => import('./care/Care'));

function Page() {
  const { t } = useWords();
  const { path } = useAddress();
  const visit = /^\/visit\/([\w.~-]+)\/?$/.exec(path);
  if (visit?.[1]) return <Patient token={visit[1]} />;
  if (path === '/' || path === '/index.html') return <Landing />;
  if (/^\/doctor(\/|$)/.test(path)) return <Doctor />;
  if (/^\/care(\/|$)/.test(path)) return <Care />;
  return (
    <FullPage title={t('missing.title')}>
      <p>{t('missing.text')}</p>
      <Link className="button primary" href="/">{t('home')}</Link>
    </FullPage>
  );
}

function App() {
  const { lang } = useWords();
  return (
    <I18nProvider locale={lang === 'zh' ? 'zh-CN' : 'en-GB'}>
      <Suspense fallback={<Loading />}>
        <Page />
      </Suspense>
    </I18nProvider>
  );
}

async function start(): Promise<void> {
  await startLanguage();
  keepLabelOnCopy();
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no #root');
  createRoot(root).render(<StrictMode><App /></StrictMode>);
}

void start();
