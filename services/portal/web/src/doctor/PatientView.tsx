import { api } from '../api/client';
import type { PatientPage } from '../api/types';
import { useLoad } from '../api/useLoad';
import { useWords } from '../i18n';
import { Link } from '../router';
import { Icon } from '../ui/Icon';
import { Failure, Loading } from '../ui/Message';
import { ageWord, sexWord } from '../ui/person';
import { ended, SignedOut } from '../ui/Shell';
import { useTall } from '../ui/tall';
import { CardView } from './CardView';
import { Differential, MustNotMiss, Orders, Path } from './Reasoning';
import { CheckOrders } from './CheckOrders';
import { byDanger } from './order';
import { Provenance, Record } from './Record';
import { SummaryView } from './SummaryView';

function Allergies({ banner }: { banner: PatientPage['banner'] }) {
  const { t } = useWords();
  const known = banner.allergies ?? [];
  if (known.length > 0) {
    return (
      <p className="allergies allergies-yes">
        <Icon name="alert" />
        <strong>{t('d.allergies')}{t('colon')}</strong>{known.join(t('and'))}
      </p>
    );
  }
  if (!banner.allergiesKnown) {
    return <p className="allergies allergies-unknown"><Icon name="nodata" />{t('d.allergies.unknown')}</p>;
  }
  return <p className="allergies allergies-none"><Icon name="tick" />{t('d.allergies.none')}</p>;
}

function Banner({ banner }: { banner: PatientPage['banner'] }) {
  const { t } = useWords();
  const head = useTall<HTMLElement>();
  const facts = [sexWord(banner.sex, t), ageWord(banner.age, t)];
  if (banner.birthDate) facts.push(t('d.born', { date: banner.birthDate }));
  if (banner.identifier) facts.push(banner.identifier);
  const female = banner.sex === 'female' || banner.sex === t('sex.female');
  const askPregnancy = banner.pregnant === 'yes' || (banner.pregnant === 'unknown' && female && (banner.age ?? 30) >= 12 && (banner.age ?? 30) <= 55);
  return (
    <section ref={head} className="banner" aria-label={t('d.banner')}>
      <h1>{banner.name}</h1>
      <p className="muted">{facts.join(' · ')}</p>
      <Allergies banner={banner} />
      {askPregnancy && (
        <p className={`allergies ${banner.pregnant === 'yes' ? 'allergies-yes' : 'allergies-unknown'}`}>
          <Icon name={banner.pregnant === 'yes' ? 'alert' : 'nodata'} />{t(`d.pregnant.${banner.pregnant}`)}
        </p>
      )}
    </section>
  );
}

function Cards({ page }: { page: PatientPage }) {
  const { t } = useWords();
  const cards = byDanger(page.cards ?? []);
  return (
    <section className="block" aria-labelledby="cards" data-ai={page.label}>
      <h2 id="cards">{t('d.cards')}</h2>
      {cards.length === 0 && <p className="muted">{t('d.cards.none')}</p>}
      {cards.map((card) => <CardView key={card.uuid} card={card} />)}
    </section>
  );
}

/** PatientView is everything Apricot has to say about one patient, the most dangerous first. */
export function PatientView({ patient }: { patient: string }) {
  const { t, lang } = useWords();
  const { data: page, problem, reload } = useLoad(`${patient} ${lang}`, (signal) => api.patient(patient, signal));
  if (ended(problem)) return <SignedOut />;
  return (
    <main className="staff-main patient-view">
      <Link className="button quiet to-list" href="/doctor"><Icon name="left" />{t('d.all')}</Link>
      {problem && <Failure problem={problem} onRetry={reload} />}
      {!page && !problem && <Loading />}
      {page && (
        <>
          <Banner banner={page.banner} />
          <p className="ai-label ai-strip"><Icon name="spark" />{page.label}</p>
          <div className="columns">
            <div>
              <Cards page={page} />
              <MustNotMiss page={page} />
              <Record page={page} />
              <CheckOrders patient={patient} label={page.label} />
            </div>
            <div>
              <SummaryView summary={page.summary ?? null} />
              <Differential page={page} />
              <Path page={page} />
              <Orders page={page} />
              <Provenance page={page} />
            </div>
          </div>
        </>
      )}
    </main>
  );
}
