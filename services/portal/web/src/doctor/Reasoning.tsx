import type { Candidate, PatientPage, Possibility } from '../api/types';
import { useWords } from '../i18n';
import { AiTag } from '../ui/Ai';
import { Icon } from '../ui/Icon';
import { Folded } from './CardView';
import { barOf, grouped, likelihood, opened, shownAbove } from './order';

/** most is how many facts of a kind a doctor reads at a glance. */
const most = 4;

function Evidence({ kind, items }: { kind: 'for' | 'against' | 'missing'; items: string[] | null | undefined }) {
  const { t } = useWords();
  if (!items || items.length === 0) return null;
  // One more than the limit is shown rather than hidden behind a word as long as itself.
  const shown = items.length <= most + 1 ? items.length : most;
  return (
    <div className={`evidence evidence-${kind}`}>
      <dt>{t(`d.${kind}`)}</dt>
      <dd>
        {items.slice(0, shown).join(t('then'))}
        {items.length > shown && (
          <details className="evidence-rest">
            <summary>{t('d.more', { n: items.length - shown })}</summary>
            {items.slice(shown).join(t('then'))}
          </details>
        )}
      </dd>
    </div>
  );
}

function Likely({ p }: { p: number }) {
  const { t } = useWords();
  return (
    <p className="likely">
      <span>{t(`d.p.${likelihood(p)}`)}</span>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect className="likely-ground" width="100" height="6" />
        <rect className="likely-part" width={barOf(p) * 100} height="6" />
      </svg>
    </p>
  );
}

function Reasons({ of }: { of: Possibility }) {
  return (
    <dl>
      <Evidence kind="for" items={of.for} />
      <Evidence kind="against" items={of.against} />
      <Evidence kind="missing" items={of.missing} />
    </dl>
  );
}

function Entry({ entry }: { entry: Candidate }) {
  return (
    <li className="candidate">
      <div className="candidate-head">
        <h3>{entry.label}</h3>
        <Likely p={entry.p} />
      </div>
      <Reasons of={entry} />
    </li>
  );
}

function Possibilities({ list }: { list: Possibility[] }) {
  return (
    <ul className="possibilities">
      {list.map((entry) => (
        <li key={entry.condition}>
          <h4>{entry.label}</h4>
          <Reasons of={entry} />
        </li>
      ))}
    </ul>
  );
}

/** Possible is what comes to mind where the engine abstains: marked as no answer, and with no measure of likelihood. */
function Possible({ list }: { list: Possibility[] }) {
  const { t } = useWords();
  if (list.length === 0) return null;
  const [first, rest] = opened(list);
  return (
    <div className="possible">
      <h3>{t('d.possible')}</h3>
      <p className="muted">{t('d.possible.note')}</p>
      <Possibilities list={first} />
      {rest.length > 0 && <Folded title={t('d.possible.more', { n: rest.length })}><Possibilities list={rest} /></Folded>}
    </div>
  );
}

/** Differential is a short list with its reasons, or the plain statement that there is none. */
export function Differential({ page }: { page: PatientPage }) {
  const { t } = useWords();
  const list = page.differential ?? [];
  if (list.length === 0 && !page.abstained) return null;
  return (
    <section className="block" aria-labelledby="differential" data-ai={page.label}>
      <h2 id="differential">{t('d.differential')}<AiTag /></h2>
      {page.abstained && (
        <p className="notice-box"><Icon name="nodata" /><span><strong>{t('d.abstained')}</strong> {page.abstainedWhy}</span></p>
      )}
      {page.abstained && <Possible list={page.possible ?? []} />}
      <ol className="candidates">{list.map((entry) => <Entry key={entry.condition} entry={entry} />)}</ol>
    </section>
  );
}

/** MustNotMiss names the dangerous causes that are not yet excluded, likely or not. */
export function MustNotMiss({ page }: { page: PatientPage }) {
  const { t } = useWords();
  const list = page.mustNotMiss ?? [];
  if (list.length === 0) return null;
  return (
    <section className="block must-not-miss" aria-labelledby="must-not-miss" data-ai={page.label}>
      <h2 id="must-not-miss"><Icon name="alert" />{t('d.missnot')}<AiTag /></h2>
      <ul>
        {list.map((entry) => (
          <li key={entry.condition}>
            <h3>{entry.label}</h3>
            <dl>
              <Evidence kind="for" items={entry.for} />
              <Evidence kind="missing" items={entry.missing} />
            </dl>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Path is the reasoning as numbered steps, done and open told apart by icon and word. */
export function Path({ page }: { page: PatientPage }) {
  const { t } = useWords();
  const steps = page.path ?? [];
  if (steps.length === 0) return null;
  return (
    <section className="block" aria-labelledby="path" data-ai={page.label}>
      <h2 id="path">{t('d.path')}<AiTag /></h2>
      <ol className="steps">
        {grouped(steps).map(([step, ...more], i) => (
          <li key={i} className={step.done || shownAbove(step) ? 'step step-done' : 'step'}>
            <h3>{step.label || t('d.step.withheld')}</h3>
            {!shownAbove(step) && (
              <span className="step-state"><Icon name={step.done ? 'tick' : 'circle'} />{t(step.done ? 'd.step.done' : 'd.step.open')}</span>
            )}
            {more.length === 0 && step.detail && <p>{step.detail}</p>}
            {more.length > 0 && <ul>{[step, ...more].map((one, j) => <li key={j}>{one.detail}</li>)}</ul>}
            {!shownAbove(step) && <dl><Evidence kind="missing" items={step.missing} /></dl>}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Orders are drafts. Nothing on this screen can make one active. */
export function Orders({ page }: { page: PatientPage }) {
  const { t } = useWords();
  const orders = page.orders ?? [];
  if (orders.length === 0) return null;
  return (
    <section className="block" aria-labelledby="orders" data-ai={page.label}>
      <h2 id="orders">{t('d.orders')}<AiTag /></h2>
      <p className="tag draft"><Icon name="pencil" />{t('d.draft')}</p>
      <ul className="tests">
        {orders.map((order) => (
          <li key={order.id}>
            <strong>{order.label}</strong>
            <span>{order.why}</span>
            {order.source && <span className="muted">{t('d.source')}{t('colon')}{order.source}</span>}
          </li>
        ))}
      </ul>
      <p className="muted">{t('d.orders.note')}</p>
    </section>
  );
}
