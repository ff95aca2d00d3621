import type { Card, PathStep, PatientRow } from '../api/types';

const rank = { critical: 0, warning: 1, info: 2 } as const;

/** byDanger puts critical cards first and keeps the server's order within each kind. */
export function byDanger(cards: Card[]): Card[] {
  return cards
    .map((card, i) => ({ card, i }))
    .sort((a, b) => rank[a.card.indicator] - rank[b.card.indicator] || a.i - b.i)
    .map(({ card }) => card);
}

/** likelihood is a probability in words; a bare percentage claims more than the reasoning knows. */
export function likelihood(p: number): 'high' | 'medium' | 'low' | 'slight' {
  if (p >= 0.6) return 'high';
  if (p >= 0.3) return 'medium';
  if (p >= 0.1) return 'low';
  return 'slight';
}

/** matching finds patients by name or complaint. */
export function matching(rows: PatientRow[], wanted: string): PatientRow[] {
  const needle = wanted.normalize('NFKC').trim().toLowerCase();
  if (!needle) return rows;
  return rows.filter((row) => `${row.name} ${row.visit?.complaint ?? ''}`.toLowerCase().includes(needle));
}

/** shownAbove tells the steps whose content has a section of its own on the page: there they are names only. */
export function shownAbove(step: PathStep): boolean {
  return ['differential', 'must_not_miss', 'tests'].includes(step.kind);
}

/** grouped puts neighbours of one such kind together, as a clinician thinks of them at once. */
export function grouped(steps: PathStep[]): [PathStep, ...PathStep[]][] {
  const groups: [PathStep, ...PathStep[]][] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (last && last[0].kind === step.kind && shownAbove(step)) last.push(step);
    else groups.push([step]);
  }
  return groups;
}

/** orderLines splits a draft into orders. */
export function orderLines(text: string): { text: string }[] {
  return text.split('\n').map((line) => line.trim()).filter(Boolean).map((line) => ({ text: line }));
}
