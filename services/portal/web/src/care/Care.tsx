import { useEffect } from 'react';
import { addWords, useWords } from '../i18n';
import { Staff } from '../ui/Shell';
import './care.css';
import { en, zh } from './words';
import { Worklist } from './Worklist';

addWords({ zh, en });

/** Care is the care manager's page: who needs a call today, and why. */
export default function Care() {
  const { t, lang } = useWords();
  useEffect(() => {
    document.title = `${t('c.title')} · ${t('brand.full')}`;
  }, [t, lang]);
  return <div className="staff care"><Staff duty="care-manager" name={t('c.title')}><Worklist /></Staff></div>;
}
