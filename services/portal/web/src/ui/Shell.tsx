import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { api } from '../api/client';
import type { Session } from '../api/types';
import { useLoad } from '../api/useLoad';
import { setLanguage, useWords } from '../i18n';
import { Link } from '../router';
import { Blossom, Icon } from './Icon';
import { Failure, FullPage, Loading } from './Message';

/** DemoBanner says on every page of a demo that no patient is real. */
export function DemoBanner({ session }: { session: Session | null }) {
  const { t, lang } = useWords();
  if (!session?.demo) return null;
  return (
    <aside className="demo-banner" aria-label={t('demo')}>
      <Icon name="info" />
      {session.notice?.[lang] ?? t('demo')}
    </aside>
  );
}

/** LanguageButton names the other language in that language. */
export function LanguageButton({ onChange, isDisabled = false }: { onChange?: (lang: 'zh' | 'en') => void; isDisabled?: boolean }) {
  const { t, lang } = useWords();
  const other = lang === 'zh' ? 'en' : 'zh';
  return (
    <Button
      className="button quiet"
      aria-label={t('lang.switch')}
      isDisabled={isDisabled}
      onPress={() => (onChange ? onChange(other) : setLanguage(other))}
    >
      <span lang={other === 'zh' ? 'zh-CN' : 'en'}>{t('lang.other')}</span>
    </Button>
  );
}

function SignedOut() {
  const { t } = useWords();
  return (
    <FullPage title={t('signedout.title')}>
      <p>{t('signedout.text')}</p>
      <Link className="button primary" href="/">{t('home')}</Link>
    </FullPage>
  );
}

async function leave(): Promise<void> {
  try {
    await api.logout();
  } finally {
    // A fresh page load is the surest way to leave nothing of a patient in memory.
    window.location.assign('/');
  }
}

/** Staff lets in only the role that a page is for, and gives it the header that staff pages share. */
export function Staff({ duty, name, children }: { duty: string; name: string; children: ReactNode }) {
  const { t, lang } = useWords();
  const { data: session, problem, reload } = useLoad('session', api.session);
  if (problem) {
    return problem.status === 401 ? <SignedOut /> : <FullPage title={name}><Failure problem={problem} onRetry={reload} /></FullPage>;
  }
  if (!session) return <FullPage title={name}><Loading /></FullPage>;
  if (!session.authenticated || !session.actor) return <SignedOut />;
  if (session.actor.role !== duty) {
    return (
      <FullPage title={t('role.title')}>
        <p>{session.actor.name ? t('role.text', { name: session.actor.name }) : t('role.patient')}</p>
        <Link className="button primary" href="/">{t('home')}</Link>
      </FullPage>
    );
  }
  return (
    <>
      <DemoBanner session={session} />
      <header className="staff-bar">
        <Link className="staff-brand" href={duty === 'doctor' ? '/doctor' : '/care'}>
          <Blossom />
          <span>{name}</span>
        </Link>
        <span className="staff-name">{session.actor.name}</span>
        <a className="button quiet" href={`/knowledge/?lang=${lang}`} target="_blank" rel="noopener">{t('knowledge')}</a>
        <LanguageButton />
        <Button className="button quiet" onPress={() => void leave()}>{t('logout')}</Button>
      </header>
      {children}
    </>
  );
}

/** ended tells that a request failed because the session is over. */
export function ended(problem: { status: number } | null): boolean {
  return problem?.status === 401;
}

export { SignedOut };
