import { useState } from 'react';
import { Input, Label, SearchField } from 'react-aria-components';
import { api } from '../api/client';
import type { PatientRow } from '../api/types';
import { useLoad } from '../api/useLoad';
import { useWords } from '../i18n';
import { Link } from '../router';
import { Icon } from '../ui/Icon';
import { Failure, Loading } from '../ui/Message';
import { ageWord, sexWord } from '../ui/person';
import { ended, SignedOut } from '../ui/Shell';
import { UrgencyTag } from '../ui/Urgency';
import { matching } from './order';

function Row({ row }: { row: PatientRow }) {
  const { t } = useWords();
  return (
    <li>
      <Link className="patient-row" href={`/doctor/patients/${encodeURIComponent(row.id)}`}>
        <span className="patient-row-main">
          <span className="patient-row-name">{row.name}</span>
          <span className="muted">{sexWord(row.sex, t)} · {ageWord(row.age, t)}</span>
        </span>
        <span className="patient-row-why">
          {row.visit?.complaint && <span>{row.visit.complaint}</span>}
          {row.visit?.urgency && <UrgencyTag urgency={row.visit.urgency} />}
          {!row.visit && <span className="muted">{t('d.novisit')}</span>}
        </span>
        <Icon name="chevron" />
      </Link>
    </li>
  );
}

/** PatientList is where the doctor chooses a patient when the EMR has not. */
export function PatientList() {
  const { t, lang } = useWords();
  const { data, problem, reload } = useLoad(`patients ${lang}`, api.patients);
  const [wanted, setWanted] = useState('');
  if (ended(problem)) return <SignedOut />;
  const rows = data?.patients ?? [];
  const rest = data?.notShown ?? 0;
  const shown = matching(rows, wanted);
  return (
    <main className="staff-main">
      <h1>{t('d.patients')}</h1>
      {problem && <Failure problem={problem} onRetry={reload} />}
      {!data && !problem && <Loading />}
      {data && rows.length === 0 && rest === 0 && <p>{t('d.patients.none')}</p>}
      {data && rest > 0 && (
        <p className="notice-box"><Icon name="alert" /><span>{t('d.patients.rest', { total: data.total, shown: rows.length, rest })}</span></p>
      )}
      {rows.length > 0 && (
        <>
          <SearchField className="search" value={wanted} onChange={setWanted}>
            <Label>{t('d.search')}</Label>
            <Input />
          </SearchField>
          <p className="hidden" role="status">{shown.length}</p>
          {shown.length === 0 && <p>{t('d.search.none')}</p>}
          <ul className="patient-rows">{shown.map((row) => <Row key={row.id} row={row} />)}</ul>
        </>
      )}
    </main>
  );
}
