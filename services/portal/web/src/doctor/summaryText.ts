import type { Summary } from '../api/types';

/** summaryText is the summary as plain lines, for a note in another system. */
export function summaryText(summary: Summary): string {
  const lines: string[] = [];
  if (summary.urgency) lines.push(`[${summary.urgency.level}] ${summary.urgency.label}`);
  if (summary.department) lines.push(summary.department.label);
  for (const section of summary.sections ?? []) {
    lines.push('', section.title);
    for (const item of section.items ?? []) lines.push([item.label, item.text].filter(Boolean).join(': '));
  }
  return lines.join('\n').trim();
}
