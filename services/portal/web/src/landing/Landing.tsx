import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { api, Problem } from '../api/client';
import type { Both, DemoUsers, Session } from '../api/types';
import { useLoad } from '../api/useLoad';
import { addWords, useWords } from '../i18n';
import { Link, navigate } from '../router';
import { Blossom, Icon, type IconName } from '../ui/Icon';
import { Failure, Loading } from '../ui/Message';
import { DemoBanner, LanguageButton } from '../ui/Shell';
import './landing.css';
import { en, zh } from './words';

addWords({ zh, en });

const firstLinks = 5;
const homes: Record<string, string> = { doctor: '/doctor', 'care-manager': '/care' };

function Door({ icon, title, text, children }: { icon: IconName; title: string; text: string; children: React.ReactNode }) {
  return (
    <section className="door">
      <h2><Icon name={icon} />{title}</h2>
      <p>{text}</p>
      <ul>{children}</ul>
    </section>
  );
}

function Logins({ users, duty, onLogin, busy }: {
  users: DemoUsers['users']; duty: string; onLogin: (id: string) => void; busy: string | null;
}) {
  const { t, lang } = useWords();
  return users.filter((user) => user.role === duty).map((user) => (
    <li key={user.id}>
      <Button className="button wide" data-user={user.id} isDisabled={busy !== null} onPress={() => onLogin(user.id)}>
        {busy === user.id ? t('l.entering') : t('l.login', { name: user.name[lang] })}
      </Button>
    </li>
  ));
}

/** here keeps a visit link on this server even when it was printed with another host name. */
function here(url: string): string {
  const parsed = new URL(url, window.location.origin);
  return parsed.pathname;
}

function Visits({ links }: { links: { patient: Both; url: string }[] }) {
  const { t, lang } = useWords();
  const [all, setAll] = useState(false);
  if (links.length === 0) return <li>{t('l.none')}</li>;
  const shown = all ? links : links.slice(0, firstLinks);
  return (
    <>
      {shown.map((link) => (
        <li key={link.url}>
          <Link className="button wide" href={here(link.url)}>{t('l.visit', { name: link.patient[lang] })}</Link>
        </li>
      ))}
      {shown.length < links.length && (
        <li><Button className="button quiet" onPress={() => setAll(true)}>{t('l.more', { n: links.length })}</Button></li>
      )}
    </>
  );
}

function Demo() {
  const { t } = useWords();
  const demo = useLoad('demo', api.demoUsers);
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  const login = async (user: string) => {
    setBusy(user);
    setProblem(null);
    try {
      const session = await api.demoLogin(user);
      const role = session.actor?.role ?? demo.data?.users.find((entry) => entry.id === user)?.role ?? '';
      const home = homes[role];
      if (home) return navigate(home);
      setProblem(new Problem('refused', 400, t('l.no-page')));
    } catch (cause) {
      setProblem(cause instanceof Problem ? cause : new Problem('refused', 0, ''));
    } finally {
      setBusy(null);
    }
  };
  const onLogin = (user: string) => void login(user);

  if (demo.problem) return <Failure problem={demo.problem} onRetry={demo.reload} />;
  if (!demo.data) return <Loading />;
  const { users, links } = demo.data;
  return (
    <>
      <div className="demo-note">
        <Icon name="info" />
        <div>
          <p><strong>{t('l.demo.title')}</strong></p>
          <p>{t('l.demo.text')}</p>
        </div>
      </div>
      {problem && <Failure problem={problem} />}
      <div className="doors">
        <Door icon="person" title={t('l.patient')} text={t('l.patient.text')}><Visits links={links} /></Door>
        <Door icon="spark" title={t('l.doctor')} text={t('l.doctor.text')}>
          <Logins users={users} duty="doctor" onLogin={onLogin} busy={busy} />
        </Door>
        <Door icon="clock" title={t('l.care')} text={t('l.care.text')}>
          <Logins users={users} duty="care-manager" onLogin={onLogin} busy={busy} />
        </Door>
      </div>
    </>
  );
}

function Welcome({ session }: { session: Session }) {
  const { t } = useWords();
  const home = homes[session.actor?.role ?? ''];
  if (session.demo) return <Demo />;
  if (session.authenticated && session.actor && home) {
    return (
      <p className="landing-in">
        {t('l.signed-in', { name: session.actor.name })} <Link className="button primary" href={home}>{t('l.go')}</Link>
      </p>
    );
  }
  return <p>{t('l.real')}</p>;
}

/** Landing is the start page: the demo's doors, or a kind word where there is no demo. */
export default function Landing() {
  const { t, lang } = useWords();
  const { data: session, problem, reload } = useLoad('session', api.session);
  useEffect(() => {
    document.title = t('brand.full');
  }, [t, lang]);
  return (
    <div className="landing">
      <DemoBanner session={session} />
      <header className="landing-top">
        <span className="landing-brand"><Blossom />{t('brand.full')}</span>
        <LanguageButton />
      </header>
      <main>
        <h1>{t('l.title')}</h1>
        <p className="lead">{t('l.lead')}</p>
        {problem && <Failure problem={problem} onRetry={reload} />}
        {!session && !problem && <Loading />}
        {session && <Welcome session={session} />}
      </main>
    </div>
  );
}
