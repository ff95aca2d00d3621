import { useEffect } from 'react';
import { addWords, useWords } from '../i18n';
import { useAddress } from '../router';
import { Staff } from '../ui/Shell';
import './doctor.css';
import { PatientList } from './PatientList';
import { PatientView } from './PatientView';
import { en, zh } from './words';

addWords({ zh, en });

/** Doctor is the sidebar: a list of patients, or one patient. */
export default function Doctor() {
  const { t, lang } = useWords();
  const { path } = useAddress();
  const patient = /^\/doctor\/patients\/([\w.~-]+)\/?$/.exec(path)?.[1];
  useEffect(() => {
    document.title = `${t('d.title')} · ${t('brand.full')}`;
  }, [t, lang]);
  return (
    <div className="staff doctor">
      <Staff duty="doctor" name={t('d.title')}>
        {/* The key takes the old patient's screen away whole: nothing of it can stay under the next name. */}
        {patient ? <PatientView key={patient} patient={patient} /> : <PatientList />}
      </Staff>
    </div>
  );
}
