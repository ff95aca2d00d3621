import { addWords, useWords } from '../i18n';
import { Staff } from '../ui/Shell';
import { WorkItems } from './WorkItems';
import { en, zh } from './words';

addWords({ zh, en });

/** Care is the care manager's page: who needs a call today, and why. */
export default function Care() {
  const { t } = useWords();
  return <div className="staff care"><Staff duty="care-manager" name={t('c.title')}><WorkItems /></Staff></div>;
}
