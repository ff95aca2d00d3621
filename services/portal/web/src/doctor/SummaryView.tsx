import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { Summary } from '../api/types';
import { useWords } from '../i18n';
import { AiTag } from '../ui/Ai';
import { Icon } from '../ui/Icon';
import { Items } from '../ui/Items';
import { copyLabelled } from '../ui/keepLabel';
import { UrgencyTag } from '../ui/Urgency';
import { Folded } from './CardView';
import { summaryText } from './summaryText';

function Copy({ summary }: { summary: Summary }) {
  const { t } = useWords();
  const [done, setDone] = useState<boolean | null>(null);
  return (
    <div className="copy">
      <Button className="button quiet" onPress={() => void copyLabelled(summaryText(summary), summary.label).then(setDone)}>
        <Icon name="copy" />{t('d.copy')}
      </Button>
      <span role="status" className="muted">{done === null ? '' : t(done ? 'd.copied' : 'd.copy.failed')}</span>
    </div>
  );
}

/** few is how many denials stand open; more of them would push the rest off the screen. */
const few = 8;

/** SummaryView is the history that the patient confirmed, in the patient's order. */
export function SummaryView({ summary }: { summary: Summary | null }) {
  const { t } = useWords();
  if (!summary) {
    return (
      <section className="block" aria-labelledby="summary">
        <h2 id="summary">{t('d.summary')}</h2>
        <p className="muted">{t('d.summary.none')}</p>
      </section>
    );
  }
  return (
    <section className="block" aria-labelledby="summary" data-ai={summary.label}>
      <h2 id="summary">{t('d.summary')}<AiTag /></h2>
      <p className="summary-tags">
        {summary.urgency && summary.urgency.level > 0 && <UrgencyTag urgency={summary.urgency} />}
        {summary.department?.label && <span className="tag">{summary.department.label}</span>}
      </p>
      {summary.urgency?.text && <p>{summary.urgency.text}</p>}
      {summary.nothingTold && <p>{summary.urgency?.label}</p>}
      {summary.notice && <p className="notice-box"><Icon name="info" />{summary.notice}</p>}
      {(summary.sections ?? []).map((section) => (
        <div key={section.id} className="summary-section">
          {section.id === 'absent' && (section.items ?? []).length > few ? (
            <Folded level={3} title={t('d.summary.absent', { title: section.title, n: (section.items ?? []).length })}><Items section={section} /></Folded>
          ) : (
            <>
              <h3>{section.title}</h3>
              <Items section={section} />
            </>
          )}
        </div>
      ))}
      <p className="ai-label"><Icon name="spark" />{summary.label}</p>
      <Copy summary={summary} />
    </section>
  );
}
