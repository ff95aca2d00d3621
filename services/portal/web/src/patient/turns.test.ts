import { describe, expect, it } from 'vitest';
import type { Turn } from '../api/types';
import { introduction, pairs, readNumber } from './turns';

const turn = (id: string, from: Turn['from'], text: string, question?: string): Turn => ({ id, from, text, at: '2026-01-05T08:00:00+08:00', question });

describe('pairs', () => {
  it('joins each answer with the words just before it', () => {
    const turns = [turn('1', 'apricot', '您好'), turn('2', 'apricot', '哪里不舒服？', 'q1'), turn('3', 'patient', '咳嗽'), turn('4', 'patient', '三天了')];
    expect(pairs(turns).map(({ asked, answer }) => [asked, answer.id])).toEqual([['哪里不舒服？', '3'], ['', '4']]);
  });

  it('is empty before the first answer', () => {
    expect(pairs([turn('1', 'apricot', '您好')])).toEqual([]);
  });
});

describe('introduction', () => {
  const turns = [turn('1', 'apricot', '您好'), turn('2', 'apricot', '哪里不舒服？', 'q1')];
  it('leaves out the question that stands below it', () => {
    expect(introduction(turns, { id: 'q1', text: '哪里不舒服？' })).toEqual(['您好']);
  });
  it('stops at the last answer', () => {
    expect(introduction([...turns, turn('3', 'patient', '咳嗽'), turn('4', 'apricot', '多久了？', 'q2')], { id: 'q2', text: '多久了？' })).toEqual([]);
  });
});

describe('readNumber', () => {
  it.each([
    ['37.5', 37.5], ['３７．５', 37.5], ['37,5', 37.5], [' 120 ', 120], ['37。5', 37.5], ['-1', -1],
    ['三十七', null], ['120/80', null], ['1e3', null], ['', null], ['37.5度', null], ['0x10', null],
  ])('%s gives %s', (text, want) => expect(readNumber(text)).toBe(want));
});
