import type { TFunction } from 'i18next';
import { expect, it } from 'vitest';
import { Problem } from '../api/client';
import { en, zh } from '../i18n/shell';
import { explain } from './explain';

const words = { zh: ((key: string) => zh[key]) as TFunction, en: ((key: string) => en[key]) as TFunction };
const told = (lang: 'zh' | 'en', problem: Problem) => explain(problem, words[lang], lang);

it('shows the server’s words as a sentence to who can read them', () => {
  const problem = new Problem('refused', 409, 'another question is being asked now');
  expect(told('en', problem)).toBe('Another question is being asked now');
  expect(told('zh', problem)).toBe(zh['error.moved']);
  expect(told('zh', new Problem('refused', 400, '这个账号没有自己的页面'))).toBe('这个账号没有自己的页面');
});

it.each([400, 403, 404, 409, 413, 422, 429, 500, 503])('says in Chinese what a %s means, and in English where there are no words', (status) => {
  expect(told('zh', new Problem('refused', status, 'x is not y'))).toMatch(/^[\u4e00-\u9fff]/);
  expect(told('en', new Problem('refused', status, ''))).toMatch(/^[A-Z]/);
});

it('tells nobody what a broken server says', () => {
  expect(told('en', new Problem('refused', 500, 'sql: no rows'))).toBe(en['error.server']);
});
