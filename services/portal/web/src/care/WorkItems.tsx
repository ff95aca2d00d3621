import { useState } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import { api, Problem } from '../api/client';
import type { WorkItem } from '../api/types';
import { useLoad } from '../api/useLoad';
import { useWords } from '../i18n';
import { Failure, Loading } from '../ui/Message';
import { ageWord, sexWord } from '../ui/person';
import { amount, dayTime, relative } from '../ui/time';

const rank = { critical: 0, high: 1, 'no-data': 2, medium: 3, low: 4 } as const;

function Item({ item, onDone }: { item: WorkItem; onDone: () => void }) {
  const { t, lang } = useWords();
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = (step: () => Promise<unknown>) => {
    setProblem(null);
    step().then(onDone, (cause: unknown) => setProblem(cause instanceof Problem ? cause : new Problem('refused', 0, '')));
  };
  return (
    <article className="block">
      <h2>{item.patient.name} · {sexWord(item.patient.sex, t)} · {ageWord(item.patient.age, t)}</h2>
      <p><span className="tag">{t(`c.${item.level}`)}</span>{item.overdue && <span className="tag urgency-2">{t('c.overdue')}</span>}</p>
      <ul>{(item.why ?? []).map((why) => <li key={why}>{why}</li>)}</ul>
      <p><strong>{item.suggested}</strong></p>
      {item.due && <p className="muted">{t('c.due', { at: `${relative(item.due, new Date(), lang)} (${dayTime(item.due, lang)})` })}</p>}
      <ul>{(item.latest ?? []).map((v) => <li key={v.metric}>{v.label} {amount(v.value, lang)} {v.unit} · {dayTime(v.at, lang)}</li>)}</ul>
      {problem && <Failure problem={problem} />}
      {item.status === 'requested' && <Button className="button primary" onPress={() => run(() => api.acknowledge(item.task))}>{t('c.ack')}</Button>}
      {item.status !== 'completed' && (
        <>
          <TextField value={reason} onChange={setReason}><Label>{t('c.reason')}</Label><Input /></TextField>
          <Button className="button" isDisabled={!reason.trim()} onPress={() => run(() => api.close(item.task, reason.trim()))}>{t('c.close')}</Button>
        </>
      )}
    </article>
  );
}

/** WorkItems lists open tasks by risk. A patient without data is its own state, never a calm one. */
export function WorkItems() {
  const { t, lang } = useWords();
  const { data, problem, reload } = useLoad(`worklist ${lang}`, (signal) => api.worklist('open', signal));
  const items = [...(data?.items ?? [])].sort((a, b) => rank[a.level] - rank[b.level]);
  const waiting = new Set(items.map((item) => item.patient.id)).size;
  return (
    <main className="staff-main">
      <h1>{data ? t('c.headline', { n: waiting, total: data.patients }) : t('c.title')}</h1>
      {problem && <Failure problem={problem} onRetry={reload} />}
      {!data && !problem && <Loading />}
      {data && items.length === 0 && <p>{t('c.none')}</p>}
      {items.map((item) => <Item key={item.task} item={item} onDone={reload} />)}
      {data && <p className="ai-label">{data.label}</p>}
    </main>
  );
}
