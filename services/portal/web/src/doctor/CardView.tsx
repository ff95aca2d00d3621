import { useState } from 'react';
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import { api, Problem } from '../api/client';
import type { Card, Feedback } from '../api/types';
import { useWords } from '../i18n';
import { Icon, type IconName } from '../ui/Icon';
import { Markdown } from '../ui/Markdown';
import { safeLink } from '../ui/markdown';
import { Failure } from '../ui/Message';
import { OverrideForm } from './OverrideForm';

const icons: Record<Card['indicator'], IconName> = { critical: 'stop', warning: 'alert', info: 'info' };

/** Folded keeps detail one press away. */
export function Folded({ title, level = 4, children }: { title: string; level?: number; children: React.ReactNode }) {
  return (
    <Disclosure className="folded">
      <Heading className="folded-heading" level={level}>
        <Button slot="trigger" className="button quiet folded-trigger">
          <Icon name="chevron" />
          {title}
        </Button>
      </Heading>
      <DisclosurePanel>{children}</DisclosurePanel>
    </Disclosure>
  );
}

function Source({ card }: { card: Card }) {
  const { t } = useWords();
  const link = safeLink(card.source.url);
  return (
    <p className="card-source">
      {t('d.source')}{t('colon')}
      {link ? <a href={link} target="_blank" rel="noreferrer noopener">{card.source.label}</a> : card.source.label}
    </p>
  );
}

function Detail({ card }: { card: Card }) {
  const { t } = useWords();
  const suggestions = card.suggestions ?? [];
  if (!card.detail && suggestions.length === 0) return null;
  return (
    <Folded title={t('d.detail')}>
      {card.detail && <Markdown source={card.detail} />}
      {suggestions.length > 0 && (
        <>
          <p className="prose-heading">{t('d.suggestions')}</p>
          <ul className="plain-list">{suggestions.map((s, i) => <li key={s.uuid ?? i}>{s.label}</li>)}</ul>
        </>
      )}
    </Folded>
  );
}

type Given = { outcome: 'accepted' } | { outcome: 'overridden'; reason: string };

function Outcome({ given, onChange }: { given: Given; onChange: () => void }) {
  const { t } = useWords();
  return (
    <div className="card-outcome" role="status">
      <Icon name={given.outcome === 'accepted' ? 'tick' : 'pencil'} />
      <span>{given.outcome === 'accepted' ? t('d.accepted') : t('d.overridden', { reason: given.reason })}</span>
      <Button className="button quiet" onPress={onChange}>{t('d.change')}</Button>
    </div>
  );
}

/** CardView is one CDS Hooks card and the doctor's answer to it. */
export function CardView({ card }: { card: Card }) {
  const { t } = useWords();
  const [given, setGiven] = useState<Given | null>(null);
  const [overriding, setOverriding] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<{ problem: Problem; feedback: Feedback } | null>(null);

  const send = async (feedback: Feedback) => {
    setBusy(true);
    setFailed(null);
    try {
      await api.feedback(card.uuid, feedback);
      const reason = [feedback.overrideReason?.display, feedback.comment].filter(Boolean).join(' · ');
      setGiven(feedback.outcome === 'accepted' ? { outcome: 'accepted' } : { outcome: 'overridden', reason });
      setOverriding(false);
    } catch (cause) {
      setFailed({ problem: cause instanceof Problem ? cause : new Problem('refused', 0, ''), feedback });
    } finally {
      setBusy(false);
    }
  };
  const give = (feedback: Feedback) => void send(feedback);

  return (
    <article className={`card card-${card.indicator} ${given ? 'card-answered' : ''}`} data-indicator={card.indicator}>
      <p className="card-indicator"><Icon name={icons[card.indicator]} />{t(`indicator.${card.indicator}`)}</p>
      <h3 className="card-summary">{card.summary}</h3>
      <Source card={card} />
      <Detail card={card} />
      {failed && <Failure problem={failed.problem} onRetry={() => give(failed.feedback)} />}
      {given && <Outcome given={given} onChange={() => setGiven(null)} />}
      {!given && overriding && <OverrideForm card={card} busy={busy} onSend={give} onCancel={() => setOverriding(false)} />}
      {!given && !overriding && (
        <div className="card-actions">
          <Button className="button" isDisabled={busy} onPress={() => give({ outcome: 'accepted' })}>
            <Icon name="check" />{t('d.accept')}
          </Button>
          <Button className="button quiet" isDisabled={busy} onPress={() => setOverriding(true)}>{t('d.override')}</Button>
        </div>
      )}
    </article>
  );
}
