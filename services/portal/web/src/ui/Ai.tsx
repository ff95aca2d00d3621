import type { ReactNode } from 'react';
import { useWords } from '../i18n';
import { Icon } from './Icon';

/**
 * AiText marks text that a machine wrote. The label is visible, is printed, and is added by
 * keepLabelOnCopy to whatever is copied out of it.
 */
export function AiText({ label, children, as: Tag = 'div', className = '' }: {
  label: string; children: ReactNode; as?: 'div' | 'section'; className?: string;
}) {
  return (
    <Tag className={className} data-ai={label}>
      {children}
      <p className="ai-label">
        <Icon name="spark" />
        {label}
      </p>
    </Tag>
  );
}

/** AiTag is the short form, for headings. */
export function AiTag() {
  const { t } = useWords();
  return (
    <span className="ai-tag">
      <Icon name="spark" />
      {t('ai.short')}
    </span>
  );
}
