import { useRef, useState } from 'react';
import { Button, ToggleButton } from 'react-aria-components';
import { api, Problem } from '../api/client';
import type { Latest, RiskLevel, WorkItem, WorkReason } from '../api/types';
import { useWords } from '../i18n';
import { Icon, type IconName } from '../ui/Icon';
import { Failure } from '../ui/Message';
import { ageWord, sexWord } from '../ui/person';
import { unitWord } from '../ui/unit';
import { amount, day, dayTime, relative } from '../ui/time';
import { CloseTask } from './CloseTask';
import { TrendView } from './TrendView';

const icons: Record<RiskLevel, IconName> = { critical: 'stop', high: 'alert', medium: 'clock', low: 'circle', 'no-data': 'nodata' };
const metrics = [
  'heart_rate', 'blood_pressure_systolic', 'blood_pressure_diastolic', 'spo2', 'resp_rate', 'temperature', 'weight', 'glucose', 'steps',
];
const flags = ['high', 'low', 'critical', 'critical-high', 'critical-low', 'stale'];

/** LevelTag shows a level by icon, word and colour; no data has a dashed look of its own. */
export function LevelTag({ level, n }: { level: RiskLevel; n?: number }) {
  const { t } = useWords();
  return (
    <span className={`tag level level-${level}`}>
      <Icon name={icons[level]} />
      {t(`c.${level}`)}{n !== undefined && ` ${n}`}
    </span>
  );
}

function Score({ score }: { score: NonNullable<WorkItem['score']> }) {
  const { t } = useWords();
  const missing = (score.missing ?? []).join(t('and'));
  return (
    <span className={`tag score ${score.complete ? '' : 'score-partial'}`}>
      {score.complete
        ? t('c.score', { name: score.name, sum: score.sum })
        : t(missing ? 'c.score.partial' : 'c.score.least', { name: score.name, sum: score.sum, missing })}
    </span>
  );
}

function Value({ value, isOpen, onOpen }: { value: Latest; isOpen: boolean; onOpen: () => void }) {
  const { t, lang } = useWords();
  const flag = value.flag ? (flags.includes(value.flag) ? t(`c.flag.${value.flag}`) : value.flag) : '';
  return (
    <li>
      <ToggleButton className={`value to-trend ${flag ? 'value-flagged' : ''}`} isSelected={isOpen} onChange={onOpen}>
        <span className="value-label">{value.label}</span>
        <span className="value-number"><strong>{amount(value.value, lang)}</strong> {unitWord(value.unit)}</span>
        {flag && <span className="value-flag"><Icon name="alert" />{flag}</span>}
        <span className="value-at">{relative(value.at, new Date(), lang)}</span>
      </ToggleButton>
    </li>
  );
}

/** Past lets the care manager look back where nothing recent has come in. */
function Past({ patient }: { patient: string }) {
  const { t } = useWords();
  const [metric, setMetric] = useState<string | null>(null);
  return (
    <>
      <h3 className="work-heading">{t('c.latest.none')}</h3>
      {metric === null && <Button className="button quiet past" onPress={() => setMetric('heart_rate')}>{t('c.trend.open')}</Button>}
      {metric !== null && (
        <>
          <label className="pick">
            {t('c.metric')}
            <select value={metric} onChange={(event) => setMetric(event.target.value)}>
              {metrics.map((name) => <option key={name} value={name}>{t(`c.m.${name}`)}</option>)}
            </select>
          </label>
          <TrendView patient={patient} metric={metric} label={t(`c.m.${metric}`)} />
        </>
      )}
    </>
  );
}

function Values({ item }: { item: WorkItem }) {
  const { t } = useWords();
  const [metric, setMetric] = useState<string | null>(null);
  const values = item.latest ?? [];
  if (values.length === 0) return <Past patient={item.patient.id} />;
  const open = values.find((value) => value.metric === metric);
  const toggle = (wanted: string) => setMetric(metric === wanted ? null : wanted);
  return (
    <>
      <h3 className="work-heading">{t('c.latest')}</h3>
      <ul className="values">
        {values.map((value) => (
          <Value key={value.metric} value={value} isOpen={metric === value.metric} onOpen={() => toggle(value.metric)} />
        ))}
      </ul>
      {metric && <TrendView patient={item.patient.id} metric={metric} label={open?.label ?? metric} />}
    </>
  );
}

/** Doing is what the list is told: that something is done, and that the task will leave it. */
interface Doing {
  onDone: () => void;
  onLeave: (item: WorkItem) => void;
}

/** onlyChecks is true where nothing but checks is overdue: each says since when, and the call has no hour. */
function onlyChecks({ reasons }: WorkItem): boolean {
  return Boolean(reasons?.length) && (reasons ?? []).every((reason) => reason.check);
}

function When({ item }: { item: WorkItem }) {
  const { t, lang } = useWords();
  if (!item.due || onlyChecks(item)) return null;
  const words = { relative: relative(item.due, new Date(), lang), at: dayTime(item.due, lang) };
  return (
    <p className={item.overdue ? 'work-due overdue' : 'work-due'}>
      <Icon name={item.overdue ? 'alert' : 'clock'} />
      {t(item.overdue ? 'c.overdue' : 'c.due', words)}
    </p>
  );
}

function Actions({ item, callable, onTaken, onDone, onLeave }: Doing & { item: WorkItem; callable: boolean; onTaken: () => void }) {
  const { t } = useWords();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const take = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await api.acknowledge(item.task);
      onTaken();
      onDone();
    } catch (cause) {
      setProblem(cause instanceof Problem ? cause : new Problem('refused', 0, ''));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {problem && <Failure problem={problem} onRetry={() => void take()} />}
      <div className="card-actions">
        {callable && item.patient.phone && (
          <a className="button" href={`tel:${item.patient.phone.replace(/[^+\d]/g, '')}`}>
            <Icon name="phone" />{t('c.call', { number: item.patient.phone })}
          </a>
        )}
        {item.task && item.status === 'requested' && (
          <Button className="button primary" isDisabled={busy} aria-label={t('c.of', { what: t('c.ack'), name: item.patient.name })} onPress={() => void take()}>
            {t('c.ack')}
          </Button>
        )}
        {item.task && <CloseTask item={item} onDone={() => { onLeave(item); onDone(); }} />}
      </div>
    </>
  );
}

/** Seen is what a care pathway saw of one reason: the values, or since when a check is late, and where the rule stands. */
function Seen({ reason }: { reason: WorkReason }) {
  const { t, lang } = useWords();
  const values = (reason.values ?? []).map((v) => {
    const words = { label: v.label, value: amount(v.value, lang), unit: unitWord(v.unit), n: v.readings ?? 1, at: dayTime(v.at, lang) };
    return t(v.statistic === 'mean' ? 'c.seen.mean' : v.statistic === 'rise' ? 'c.seen.rise' : 'c.seen.value', words);
  });
  const words = { days: reason.everyDays ?? 0, last: reason.last ? day(reason.last, lang) : '', late: amount(reason.late ?? 0, lang) };
  const seen = reason.check ? [t(reason.last ? 'c.check' : 'c.check.never', words)] : values;
  return (
    <>
      {seen.map((line) => <p key={line} className="work-seen">{line}</p>)}
      {reason.source && <p className="work-source muted">{t('c.source', { source: reason.source })}</p>}
    </>
  );
}

/** shownChecks is how many overdue checks are shown unasked: a record that is new to the hospital lacks them all. */
const shownChecks = 3;

function Why({ item, reasons }: { item: WorkItem; reasons: string[] }) {
  const { t } = useWords();
  const line = (why: string) => {
    const seen = (item.reasons ?? []).find((reason) => reason.why === why);
    return <li key={why}>{why}{seen && <Seen reason={seen} />}</li>;
  };
  const isLong = onlyChecks(item) && reasons.length > shownChecks + 1;
  const first = isLong ? reasons.slice(0, shownChecks) : reasons;
  return (
    <>
      <ul className="work-why">{first.map(line)}</ul>
      {isLong && (
        <details className="work-more">
          <summary>{t('c.check.more', { n: reasons.length - shownChecks })}</summary>
          <ul className="work-why">{reasons.slice(shownChecks).map(line)}</ul>
        </details>
      )}
    </>
  );
}

/** Task is one reason to look after a patient: why, what to do, by when and who has it. */
function Task({ item, first, place, ...doing }: Doing & { item: WorkItem; first: boolean; place: string }) {
  const { t } = useWords();
  const closed = item.status === 'completed';
  const given = item.why ?? [];
  const reasons = given.length > 0 ? given : [t(`c.${item.level}`)];
  // The button that was pressed goes; who uses a keyboard or a screen reader stays where it was.
  const here = useRef<HTMLElement>(null);
  return (
    <section
      ref={here} tabIndex={-1} className="work-task" aria-label={[t('c.of', { what: t(`c.${item.level}`), name: item.patient.name }), reasons[0], place].filter(Boolean).join(t('then'))}
      data-level={item.level} data-task={item.task} data-status={item.status}
    >
      {place && <p className="work-tags"><LevelTag level={item.level} /></p>}
      <div className="work-body">
        <div>
          <h3 className="work-heading">{t('c.why')}</h3>
          <Why item={item} reasons={reasons} />
          {item.level === 'no-data' && <p className="muted">{t('c.no-data.text')}</p>}
        </div>
        <div>
          <h3 className="work-heading">{t('c.suggested')}</h3>
          <p className="work-suggested">{item.suggested}</p>
          {!closed && <When item={item} />}
          <p className={item.owner ? 'work-owner' : 'work-owner-none muted'}>
            <Icon name="person" />
            {item.owner ? t('c.owner', { name: item.owner }) : t('c.owner.none')}
          </p>
        </div>
      </div>
      {!closed && (item.task || (first && item.patient.phone)) && <Actions item={item} callable={first} onTaken={() => here.current?.focus()} {...doing} />}
    </section>
  );
}

/** PatientView is one patient who needs something: each reason with its own buttons, the worst first, and the values behind them. */
export function PatientView({ items, ...doing }: Doing & { items: [WorkItem, ...WorkItem[]] }) {
  const { t } = useWords();
  const [worst] = items;
  const closed = worst.status === 'completed';
  const score = items.find((item) => item.score)?.score;
  return (
    <article className={`work-item work-${worst.level} ${closed ? 'work-closed' : ''}`} data-level={worst.level} data-patient={worst.patient.id}>
      <header className="work-head">
        <h2>{worst.patient.name} <span className="muted work-who">{sexWord(worst.patient.sex, t)} · {ageWord(worst.patient.age, t)}</span></h2>
        <p className="work-tags">
          {closed && <span className="tag"><Icon name="tick" />{t('c.status.completed')}</span>}
          <LevelTag level={worst.level} />
          {score && <Score score={score} />}
        </p>
      </header>
      {items.map((item, i) => <Task key={item.task} item={item} first={i === 0} place={items.length > 1 ? `${i + 1}/${items.length}` : ''} {...doing} />)}
      <Values item={worst} />
    </article>
  );
}
