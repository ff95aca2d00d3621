import { useEffect, useRef, useState } from 'react';
import { Button, ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { api } from '../api/client';
import type { RiskLevel, WorkItem } from '../api/types';
import { useLoad } from '../api/useLoad';
import { useWords } from '../i18n';
import { Icon } from '../ui/Icon';
import { Failure, Loading } from '../ui/Message';
import { ended, SignedOut } from '../ui/Shell';
import { dayTime } from '../ui/time';
import { byPatient } from './trend';
import { LevelTag, PatientView } from './WorkItemView';

type Filter = 'open' | 'all';
const levels: RiskLevel[] = ['critical', 'high', 'no-data', 'medium', 'low'];
const refreshEvery = 60_000;

function Filters({ filter, onChange }: { filter: Filter; onChange: (next: Filter) => void }) {
  const { t } = useWords();
  return (
    <ToggleButtonGroup
      className="segments"
      aria-label={t('c.filter')}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[filter]}
      onSelectionChange={(keys) => onChange(keys.has('all') ? 'all' : 'open')}
    >
      <ToggleButton id="open" className="segment" data-filter="open">{t('c.filter.open')}</ToggleButton>
      <ToggleButton id="all" className="segment" data-filter="all">{t('c.filter.all')}</ToggleButton>
    </ToggleButtonGroup>
  );
}

function Counts({ items }: { items: WorkItem[] }) {
  const counted = levels.map((level) => ({ level, n: items.filter((item) => item.level === level).length })).filter(({ n }) => n > 0);
  if (counted.length === 0) return null;
  return <p className="work-tags">{counted.map(({ level, n }) => <LevelTag key={level} level={level} n={n} />)}</p>;
}

const place = ({ task, patient }: WorkItem) => `[data-patient="${CSS.escape(patient.id)}"] [data-task="${CSS.escape(task)}"]`;

/**
 * useNext leads who closed a task to the next one once the list is new, and to the heading after the last, so that a
 * keyboard or a screen reader goes on down the list and does not begin again at the top of the page.
 */
function useNext(items: WorkItem[], data: unknown) {
  const heading = useRef<HTMLHeadingElement>(null);
  const next = useRef<string | null>(null);
  useEffect(() => {
    if (next.current === null) return;
    const there = next.current ? document.querySelector<HTMLElement>(next.current) : null;
    (there ?? heading.current)?.focus();
    next.current = null;
  }, [data]);
  const leave = (item: WorkItem) => {
    const open = items.filter((other) => other.status !== 'completed');
    const after = open[open.indexOf(item) + 1];
    next.current = after ? place(after) : '';
  };
  return { heading, leave };
}

/** Worklist answers "which 7 of 85": everyone who needs something, the most urgent first. */
export function Worklist() {
  const { t, lang } = useWords();
  const [filter, setFilter] = useState<Filter>('open');
  const { data, problem, reload } = useLoad(`worklist ${filter} ${lang}`, (signal) => api.worklist(filter, signal));
  useEffect(() => {
    const timer = setInterval(reload, refreshEvery);
    return () => clearInterval(timer);
  }, [reload]);
  const cards = byPatient(data?.items ?? []);
  const pressing = (items: WorkItem[]) => items.some((item) => item.today && item.status !== 'completed');
  const today = cards.filter(pressing);
  const done = cards.filter(([worst]) => worst.status === 'completed');
  const later = cards.filter((items) => !today.includes(items) && !done.includes(items));
  const { heading, leave } = useNext([...today, ...later, ...done].flat(), data);
  if (ended(problem)) return <SignedOut />;
  const view = (items: [WorkItem, ...WorkItem[]]) => (
    <PatientView key={`${items[0].patient.id} ${items[0].status === 'completed'}`} items={items} onDone={reload} onLeave={leave} />
  );
  return (
    <main className="staff-main worklist">
      <div className="worklist-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>{data ? t('c.headline', { n: today.length, total: data.patients }) : t('c.title')}</h1>
          <Counts items={[...today, ...later].map(([worst]) => worst)} />
          {cards.length > 1 && <p className="work-order muted">{t('c.order')}</p>}
        </div>
        <div className="worklist-tools">
          <Filters filter={filter} onChange={setFilter} />
          {data && <span className="muted">{t('c.updated', { at: dayTime(data.generatedAt, lang) })}</span>}
          <Button className="button quiet" onPress={reload}>{t('c.refresh')}</Button>
        </div>
      </div>
      {problem && <Failure problem={problem} onRetry={reload} />}
      {!data && !problem && <Loading />}
      {data && cards.length === 0 && <p className="block">{t(filter === 'open' ? 'c.none' : 'c.none.all')}</p>}
      <div data-ai={data?.label}>
        {today.map(view)}
        {later.length > 0 && <h2 className="work-later">{t('c.later', { n: later.length })}</h2>}
        {later.map(view)}
        {done.map(view)}
        {data && <p className="ai-label"><Icon name="spark" />{data.label}</p>}
      </div>
    </main>
  );
}
