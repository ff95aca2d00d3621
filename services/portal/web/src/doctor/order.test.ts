import { expect, it } from 'vitest';
import type { Card, PathStep, PatientRow } from '../api/types';
import { barOf, byDanger, grouped, likelihood, matching, opened, orderLines } from './order';

const card = (uuid: string, indicator: Card['indicator']): Card => ({ uuid, indicator, summary: uuid, source: { label: 's' } });

it('puts critical cards first and keeps the order within each kind', () => {
  const given = [card('a', 'info'), card('b', 'warning'), card('c', 'critical'), card('d', 'warning'), card('e', 'critical')];
  expect(byDanger(given).map(({ uuid }) => uuid)).toEqual(['c', 'e', 'b', 'd', 'a']);
  expect(given[0]?.uuid).toBe('a');
});

it('finds by name or complaint, whatever the width and case of letters', () => {
  const rows: PatientRow[] = [
    { id: '1', name: '李淑芬', sex: 'female', visit: { id: 'v', status: 'review', complaint: '胸痛' } },
    { id: '2', name: 'Anna Berg', sex: 'female' },
  ];
  expect(matching(rows, '胸').map(({ id }) => id)).toEqual(['1']);
  expect(matching(rows, 'ＡＮＮＡ').map(({ id }) => id)).toEqual(['2']);
  expect(matching(rows, ' ')).toHaveLength(2);
  expect(matching(rows, '头')).toHaveLength(0);
});

it('groups neighbours that have a section of their own, and no others', () => {
  const step = (kind: string): PathStep => ({ kind, label: kind, done: false });
  const given = ['danger', 'differential', 'differential', 'must_not_miss', 'screen', 'screen', 'differential'].map(step);
  expect(grouped(given).map((group) => group.length)).toEqual([1, 2, 1, 1, 1, 1]);
});

it('makes one order of each line that has words', () => {
  expect(orderLines(' 阿莫西林 0.5g \n\n 布洛芬 ')).toEqual([{ text: '阿莫西林 0.5g' }, { text: '布洛芬' }]);
});

it.each([[0.6, 'high'], [0.59, 'medium'], [0.3, 'medium'], [0.1, 'low'], [0.09, 'slight']])('%s is %s', (p, want) => {
  expect(likelihood(p)).toBe(want);
});

it('draws one length for each class, so that no figure is read off it', () => {
  expect([0.61, 0.75, 0.99].map(barOf)).toEqual([0.8, 0.8, 0.8]);
  const falling = [0.9, 0.4, 0.2, 0.02].map(barOf);
  expect(falling).toEqual([...falling].sort((a, b) => b - a));
  expect(new Set(falling).size).toBe(4);
});

it.each([[0, 0, 0], [3, 3, 0], [4, 4, 0], [5, 3, 2], [6, 3, 3]])('of %s possibilities %s stand open', (n, open, folded) => {
  const list = Array.from({ length: n }, (_, i) => i);
  const [first, rest] = opened(list);
  expect([first.length, rest.length]).toEqual([open, folded]);
  expect([...first, ...rest]).toEqual(list);
});
