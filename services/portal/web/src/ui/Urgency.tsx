import type { Urgency } from '../api/types';
import { useWords } from '../i18n';
import { Icon, type IconName } from './Icon';

const icons: Record<number, IconName> = { 1: 'stop', 2: 'alert', 3: 'clock', 4: 'circle' };

/** UrgencyTag shows one of the four levels by icon, word and colour. */
export function UrgencyTag({ urgency }: { urgency: Urgency }) {
  const { t } = useWords();
  return (
    <span className={`tag urgency-${urgency.level}`}>
      <Icon name={icons[urgency.level] ?? 'info'} />
      {/* Some labels say their level themselves. */}
      {/级|level/i.test(urgency.label) ? urgency.label : `${t('urgency.level', { n: urgency.level })} · ${urgency.label}`}
    </span>
  );
}
