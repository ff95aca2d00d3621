import type { PatientPage } from '../api/types';
import { useWords } from '../i18n';
import { dayTime } from '../ui/time';
import { Folded } from './CardView';

function List({ title, items }: { title: string; items: string[] | null | undefined }) {
  const { t } = useWords();
  return (
    <>
      <h3>{title}</h3>
      {!items || items.length === 0 ? <p className="muted">{t('d.none')}</p> : (
        <ul className="plain-list">{items.map((item) => <li key={item}>{item}</li>)}</ul>
      )}
    </>
  );
}

/** Results are the measurements that the checks were made against, the newest first. */
function Results({ page }: { page: PatientPage }) {
  const { t, lang } = useWords();
  const results = page.results ?? [];
  if (results.length === 0) return <><h3>{t('d.results')}</h3><p className="muted">{t('d.none')}</p></>;
  return (
    <>
      <h3>{t('d.results')}</h3>
      <dl className="results">
        {results.map((result) => (
          <div key={result.label}>
            <dt>{result.label}</dt>
            <dd><strong>{result.value}</strong> <span className="muted">{dayTime(result.at, lang)}</span></dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** Record repeats what the chart holds and the checks were made against. */
export function Record({ page }: { page: PatientPage }) {
  const { t } = useWords();
  return (
    <section className="block" aria-labelledby="record">
      <h2 id="record">{t('d.record')}</h2>
      <List title={t('d.medications')} items={page.medications} />
      <List title={t('d.conditions')} items={page.conditions} />
      <Results page={page} />
    </section>
  );
}

/** Provenance names the versions behind the page, so that a question can be answered later. */
export function Provenance({ page }: { page: PatientPage }) {
  const { t, lang } = useWords();
  const { graph, policy, decision, at } = page.provenance;
  const rows = [[t('d.graph'), graph], [t('d.policy'), policy], [t('d.decision'), decision], [t('d.at'), dayTime(at, lang)]] as const;
  return (
    <section className="block">
      <Folded level={3} title={t('d.provenance')}>
        <dl className="provenance">
          {rows.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value || '–'}</dd>
            </div>
          ))}
        </dl>
      </Folded>
    </section>
  );
}
