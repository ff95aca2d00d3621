import type { TFunction } from 'i18next';

/** sexWord is the sex in the reader's language; a word the screen does not know is shown as it came. */
export function sexWord(sex: string, t: TFunction): string {
  const known = ['male', 'female', 'other', 'unknown'];
  if (!sex) return t('sex.unknown');
  return known.includes(sex) ? t(`sex.${sex}`) : sex;
}

/** ageWord is the age, or that it is unknown. */
export function ageWord(age: number | null | undefined, t: TFunction): string {
  return age === null || age === undefined ? t('age.unknown') : t('age', { n: age });
}
