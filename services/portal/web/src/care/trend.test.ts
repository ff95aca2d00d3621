import { describe, expect, it } from 'vitest';
import type { Trend, WorkItem } from '../api/types';
import { byPatient, byRisk, columns, facts, gapsOf, place, span } from './trend';

const trend: Trend = {
  metric: 'heart_rate', label: '心率', unit: '/min', band: { low: 50, high: 110 },
  points: [
    { t: '2026-01-05T10:00:00Z', v: 132 },
    { t: '2026-01-05T08:00:00Z', v: 50 },
    { t: '2026-01-05T09:00:00Z', v: 49 },
    { t: 'never', v: 70 },
  ],
  gaps: [{ from: '2026-01-05T08:10:00Z', to: '2026-01-05T08:50:00Z' }, { from: '2026-01-05T09:10:00Z', to: '2026-01-05T10:00:00Z' }],
};

describe('place', () => {
  it.each([
    [49, 'below'], [50, 'in'], [110, 'in'], [110.1, 'above'],
  ])('%s is %s', (value, want) => expect(place(value, trend.band)).toBe(want));

  it('needs a band', () => {
    expect(place(49, null)).toBe('none');
    expect(place(49, { low: null, high: null })).toBe('none');
    expect(place(89, { low: 90 })).toBe('below');
    expect(place(300, { low: 90 })).toBe('in');
  });
});

describe('columns', () => {
  it('is in order of time and broken at each gap', () => {
    const [x, y, outside] = columns(trend);
    expect([...x].sort((a, b) => a - b)).toEqual(x);
    expect(y).toEqual([50, null, 49, null, 132]);
    expect(outside).toEqual([null, null, 49, null, 132]);
  });

  it('is empty without data, also where the server sends null', () => {
    expect(columns({ ...trend, points: null, gaps: null })).toEqual([[], [], []]);
  });
});

it('gapsOf puts the longest first and drops what is no span', () => {
  expect(gapsOf({ ...trend, gaps: [...(trend.gaps ?? []), { from: 'x', to: 'y' }] }).map((gap) => (gap.to - gap.from) / 60)).toEqual([50, 40]);
});

it('span holds every point and the band', () => {
  const [low, high] = span(trend);
  expect(low).toBeLessThan(49);
  expect(high).toBeGreaterThan(132);
  const [flatLow, flatHigh] = span({ ...trend, band: null, points: [{ t: '2026-01-05T08:00:00Z', v: 0 }] });
  expect(flatHigh).toBeGreaterThan(flatLow);
});

it('facts counts what lies outside and names the latest by time', () => {
  expect(facts(trend)).toMatchObject({ n: 3, min: 49, max: 132, outside: 2, hasBand: true, last: { v: 132 } });
  expect(facts({ ...trend, band: null })).toMatchObject({ outside: 0, hasBand: false });
  expect(facts({ ...trend, points: [] })).toBeNull();
});

it('byRisk puts no data above medium, the closed last and at one level keeps what came first', () => {
  const item = (task: string, level: WorkItem['level'], due: string, status = 'requested'): WorkItem => ({
    task, level, due, status, today: true, overdue: false, suggested: '', patient: { id: task, name: task, sex: 'male' },
  });
  const given = [
    item('closed', 'critical', '1', 'completed'), item('low', 'low', '1'), item('medium', 'medium', '1'),
    item('silent', 'no-data', '1'), item('first', 'high', '2'), item('second', 'high', '1'), item('critical', 'critical', '9'),
  ];
  expect(byRisk(given).map(({ task }) => task)).toEqual(['critical', 'first', 'second', 'silent', 'medium', 'low', 'closed']);
});

it('byPatient puts the open tasks of one patient on one card, the worst first, and what is closed apart', () => {
  const item = (task: string, patient: string, level: WorkItem['level'], status = 'requested'): WorkItem => ({
    task, level, due: '1', status, today: true, overdue: false, suggested: '', patient: { id: patient, name: patient, sex: 'male' },
  });
  const given = [
    item('vitals', 'a', 'high'), item('other', 'b', 'high'), item('flag', 'a', 'critical'), item('old', 'a', 'critical', 'completed'), item('', 'c', 'no-data'),
  ];
  expect(byPatient(given).map((card) => card.map(({ task }) => task))).toEqual([['flag', 'vitals'], ['other'], [''], ['old']]);
});
