import type { Summary } from '../api/types';
import { useWords } from '../i18n';

type Section = NonNullable<Summary['sections']>[number];

/** many is how many bare words still read well one under the other. */
const many = 6;

/** Items are the lines of one section: pairs of label and text, or bare words, which run on when they are many. */
export function Items({ section }: { section: Section }) {
  const { t } = useWords();
  const items = section.items ?? [];
  if (items.length > many && items.every((item) => item.label && !item.text)) {
    return <p>{items.map((item) => item.label).join(t('then'))}</p>;
  }
  return (
    <dl>
      {items.map((item, i) => (
        <div key={i} className={item.label && item.text ? undefined : 'alone'}>
          <dt className={item.label ? undefined : 'hidden'}>{item.label || section.title}</dt>
          <dd className={item.text ? undefined : 'hidden'}>{item.text || item.label}</dd>
        </div>
      ))}
    </dl>
  );
}
