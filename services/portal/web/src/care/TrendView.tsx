import { useState } from 'react';
import { Button, ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { api } from '../api/client';
import type { Lang, Trend } from '../api/types';
import { useLoad } from '../api/useLoad';
import { useWords } from '../i18n';
import { Icon } from '../ui/Icon';
import { Failure, Loading } from '../ui/Message';
import { unitWord } from '../ui/unit';
import { amount, dayTime } from '../ui/time';
import { Chart } from './Chart';
import { facts, gapsOf, inOrder, place } from './trend';

const firstRows = 8;

function bandWords(trend: Trend, lang: Lang): string {
  const low = trend.band?.low ?? null;
  const high = trend.band?.high ?? null;
  if (low !== null && high !== null) return `${amount(low, lang)}–${amount(high, lang)} ${unitWord(trend.unit)}`;
  return low !== null ? `≥ ${amount(low, lang)} ${unitWord(trend.unit)}` : `≤ ${amount(high, lang)} ${unitWord(trend.unit)}`;
}

function SummaryLine({ trend }: { trend: Trend }) {
  const { t, lang } = useWords();
  const said = facts(trend);
  const gaps = gapsOf(trend);
  const longest = gaps[0];
  const parts: string[] = [];
  if (said) {
    parts.push(t('c.t.sum', {
      n: said.n, min: amount(said.min, lang), max: amount(said.max, lang),
      last: amount(said.last.v, lang), unit: unitWord(trend.unit), at: dayTime(said.last.t, lang),
    }));
    if (!said.hasBand) parts.push(t('c.t.sum.noband'));
    else if (said.outside > 0) parts.push(t('c.t.sum.out', { n: said.outside, band: bandWords(trend, lang) }));
    else parts.push(t('c.t.sum.in', { band: bandWords(trend, lang) }));
  } else {
    parts.push(t('c.t.none'));
  }
  if (longest) {
    const at = (moment: number) => dayTime(new Date(moment * 1000).toISOString(), lang);
    parts.push(t('c.t.sum.gaps', { n: gaps.length, from: at(longest.from), to: at(longest.to) }));
  }
  return <p className="trend-summary">{parts.join(lang === 'zh' ? '' : ' ')}</p>;
}

function Key({ trend }: { trend: Trend }) {
  const { t } = useWords();
  const said = facts(trend);
  return (
    <ul className="trend-key" aria-hidden="true">
      {said?.hasBand && <li><span className="swatch swatch-band" />{t('c.t.band')}</li>}
      {said?.hasBand && <li><span className="swatch swatch-out" />{t('c.t.out')}</li>}
      {gapsOf(trend).length > 0 && <li><span className="swatch swatch-gap" />{t('c.t.gap')}</li>}
    </ul>
  );
}

function Values({ trend }: { trend: Trend }) {
  const { t, lang } = useWords();
  const [all, setAll] = useState(false);
  const rows = inOrder(trend.points).reverse();
  const shown = all ? rows : rows.slice(0, firstRows);
  const words = { below: t('c.t.below'), above: t('c.t.above'), in: t('c.t.in'), none: '–' };
  if (rows.length === 0) return null;
  return (
    <div className="trend-table">
      <table>
        <caption>{t('c.t.table', { label: trend.label })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('c.t.time')}{t('and')}{t('c.t.from')}</th>
            <th scope="col">{t('c.t.value', { unit: unitWord(trend.unit) })}</th>
            <th scope="col">{t('c.t.state')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((point, i) => {
            const where = place(point.v, trend.band);
            return (
              <tr key={i} className={`place-${where}`}>
                <td>{dayTime(point.t, lang)}{point.source && <span className="point-source">{point.source}</span>}</td>
                <td className="number">{amount(point.v, lang)}</td>
                <td>{(where === 'above' || where === 'below') && <Icon name={where === 'above' ? 'up' : 'down'} />}{words[where]}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {rows.length > shown.length && (
        <Button className="button quiet" onPress={() => setAll(true)}>{t('c.t.all', { n: rows.length })}</Button>
      )}
    </div>
  );
}

/** TrendView is one signal of one patient: picture, sentence and table side by side. */
export function TrendView({ patient, metric, label }: { patient: string; metric: string; label: string }) {
  const { t, lang } = useWords();
  const [days, setDays] = useState(7);
  const { data: trend, problem, reload } = useLoad(`${patient} ${metric} ${days} ${lang}`, (signal) => api.trend(patient, metric, days, signal));
  return (
    <section className="trend" aria-label={t('c.t.title', { label: trend?.label ?? label })}>
      <div className="trend-head">
        <h4>{t('c.t.title', { label: trend?.label ?? label })}{trend && <span className="muted"> ({unitWord(trend.unit)})</span>}</h4>
        <ToggleButtonGroup
          className="segments"
          aria-label={t('c.t.days')}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[String(days)]}
          onSelectionChange={(keys) => setDays(Number([...keys][0]))}
        >
          {[1, 7, 30].map((n) => <ToggleButton key={n} id={String(n)} className="segment">{t('c.t.days.n', { n })}</ToggleButton>)}
        </ToggleButtonGroup>
      </div>
      {problem && <Failure problem={problem} onRetry={reload} />}
      {!trend && !problem && <Loading />}
      {trend && (
        <>
          <SummaryLine trend={trend} />
          <div className="trend-body">
            {facts(trend) && (
              <div className="trend-picture">
                <Chart trend={trend} lang={lang} days={days} />
                <Key trend={trend} />
              </div>
            )}
            <Values trend={trend} />
          </div>
          {trend.band?.source && <p className="small-print">{t('c.t.source', { source: trend.band.source })}</p>}
        </>
      )}
    </section>
  );
}
