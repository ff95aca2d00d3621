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

const middle = { high: 0.8, medium: 0.45, low: 0.2, slight: 0.05 } as const;

/** barOf is how full the bar of a probability is: the middle of its class, since a length is read as a figure. */
export function barOf(p: number): number {
  return middle[likelihood(p)];
}

/** firsts is how many possibilities stand open; the rest is one press away. */
const firsts = 3;

/** opened parts a list into what stands open and what is folded. One alone is not worth a fold. */
export function opened<T>(list: T[]): [T[], T[]] {
  return list.length <= firsts + 1 ? [list, []] : [list.slice(0, firsts), list.slice(firsts)];
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
