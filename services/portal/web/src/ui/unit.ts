import type { Lang } from '../api/types';

const shown: Record<string, string> = {
  'mm[Hg]': 'mmHg', Cel: '°C', '{steps}': '', 'mL/min/{1.73_m2}': 'mL/min/1.73 m²', 'kg/m2': 'kg/m²', '10*9/L': '×10⁹/L', 'umol/L': 'μmol/L', 'ug/L': 'μg/L',
};
const times: Record<Lang, Record<string, string>> = {
  zh: { d: '天', wk: '周', min: '分钟', a: '岁' },
  en: { d: 'days', wk: 'weeks', min: 'minutes', a: 'years' },
};

/** unitWord writes a UCUM code the way people write the unit; with a language, units of time are words. */
export function unitWord(unit: string | undefined, lang?: Lang): string {
  if (unit === undefined) return '';
  return (lang && times[lang][unit]) ?? shown[unit] ?? unit;
}
