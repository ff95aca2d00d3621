import type { Point, RiskLevel, Trend, WorkItem } from '../api/types';

type Band = Trend['band'];

/** Place is where a value lies against its target band; without a band there is no place. */
export type Place = 'below' | 'in' | 'above' | 'none';

/** place compares a value with the band. A value on the border is inside. */
export function place(value: number, band: Band): Place {
  const low = band?.low ?? null;
  const high = band?.high ?? null;
  if (low === null && high === null) return 'none';
  if (low !== null && value < low) return 'below';
  if (high !== null && value > high) return 'above';
  return 'in';
}

const seconds = (iso: string) => new Date(iso).getTime() / 1000;

/** inOrder sorts points by time and leaves out what has no time or no number. */
export function inOrder(points: Point[] | null | undefined): Point[] {
  return (points ?? [])
    .filter((point) => Number.isFinite(point.v) && Number.isFinite(seconds(point.t)))
    .sort((a, b) => seconds(a.t) - seconds(b.t));
}

export interface Gap {
  from: number;
  to: number;
}

/** gapsOf reads the gaps as seconds, longest first. */
export function gapsOf(trend: Trend): Gap[] {
  return (trend.gaps ?? [])
    .map((gap) => ({ from: seconds(gap.from), to: seconds(gap.to) }))
    .filter((gap) => gap.to > gap.from)
    .sort((a, b) => b.to - b.from - (a.to - a.from));
}

export type Columns = [number[], (number | null)[], (number | null)[]];

/** columns is what the chart draws: time, value, and once more the values outside the band. Every gap breaks the line. */
export function columns(trend: Trend): Columns {
  const rows: { x: number; y: number | null }[] = inOrder(trend.points).map((point) => ({ x: seconds(point.t), y: point.v }));
  for (const gap of gapsOf(trend)) rows.push({ x: (gap.from + gap.to) / 2, y: null });
  rows.sort((a, b) => a.x - b.x);
  const outside = (y: number | null) => (y !== null && ['below', 'above'].includes(place(y, trend.band)) ? y : null);
  return [rows.map((row) => row.x), rows.map((row) => row.y), rows.map((row) => outside(row.y))];
}

/** span is the lowest and highest value that the chart must show, the band included, with some air. */
export function span(trend: Trend): [number, number] {
  const values = inOrder(trend.points).map((point) => point.v);
  for (const edge of [trend.band?.low, trend.band?.high]) if (typeof edge === 'number') values.push(edge);
  if (values.length === 0) return [0, 1];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const air = Math.max((high - low) * 0.15, Math.abs(high) * 0.02, 0.5);
  return [low - air, high + air];
}

export interface Facts {
  n: number;
  min: number;
  max: number;
  last: Point;
  outside: number;
  hasBand: boolean;
}

/** facts is what the chart says, as numbers for a sentence; null when there is nothing. */
export function facts(trend: Trend): Facts | null {
  const points = inOrder(trend.points);
  const last = points[points.length - 1];
  if (!last) return null;
  const values = points.map((point) => point.v);
  const places = values.map((value) => place(value, trend.band));
  return {
    n: points.length,
    min: Math.min(...values),
    max: Math.max(...values),
    last,
    outside: places.filter((where) => where === 'below' || where === 'above').length,
    hasBand: places[0] !== 'none',
  };
}

const rank: Record<RiskLevel, number> = { critical: 0, high: 1, 'no-data': 2, medium: 3, low: 4 };

/** byRisk sorts the worklist: open before closed, then risk, and at one level as the server does. No data stands above medium. */
export function byRisk(items: WorkItem[]): WorkItem[] {
  const closed = (item: WorkItem) => (item.status === 'completed' ? 1 : 0);
  return [...items].sort((a, b) => closed(a) - closed(b) || rank[a.level] - rank[b.level]);
}

/** byPatient puts what is open of one patient on one card, and what is closed on another, in the order of the worst of each. */
export function byPatient(items: WorkItem[]): [WorkItem, ...WorkItem[]][] {
  const cards = new Map<string, [WorkItem, ...WorkItem[]]>();
  for (const item of byRisk(items)) {
    const key = `${item.status === 'completed'} ${item.patient.id}`;
    const card = cards.get(key);
    if (card) card.push(item);
    else cards.set(key, [item]);
  }
  return [...cards.values()];
}
