import { expect, it } from 'vitest';
import { unitWord } from './unit';

it.each([
  ['d', 'zh', '天'], ['d', 'en', 'days'], ['a', 'zh', '岁'], ['mm[Hg]', 'zh', 'mmHg'], ['kg', 'en', 'kg'], [undefined, 'en', ''], ['{steps}', 'zh', ''],
  ['mL/min/{1.73_m2}', 'en', 'mL/min/1.73 m²'], ['umol/L', 'zh', 'μmol/L'],
] as const)('%s in %s is %s', (unit, lang, want) => {
  expect(unitWord(unit, lang)).toBe(want);
});

it('leaves units of time to figures that are read in any language', () => {
  expect(unitWord('min')).toBe('min');
});
