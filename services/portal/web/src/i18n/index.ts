import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { setRequestLanguage } from '../api/client';
import type { Lang } from '../api/types';
import { recall, remember } from '../ui/memory';
import { en, zh } from './shell';

/** Words are one app's texts: the same keys in both languages, which a test checks. */
export type Words = Record<string, string>;

const key = 'apricot.lang';

function firstLanguage(): Lang {
  const kept = recall(key);
  if (kept === 'zh' || kept === 'en') return kept;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** startLanguage is called once, before the first render. */
export async function startLanguage(): Promise<void> {
  const lng = firstLanguage();
  setRequestLanguage(lng);
  await i18next.use(initReactI18next).init({
    lng,
    fallbackLng: 'en',
    resources: { zh: { translation: zh }, en: { translation: en } },
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
  });
  mark(lng);
}

/** addWords brings the texts of one app, which travel with its own part of the build. */
export function addWords(words: { zh: Words; en: Words }): void {
  i18next.addResourceBundle('zh', 'translation', words.zh);
  i18next.addResourceBundle('en', 'translation', words.en);
}

function mark(lang: Lang): void {
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
}

/** setLanguage changes what the screen says and what the server is asked for. */
export function setLanguage(lang: Lang, keep = true): void {
  if (keep) remember(key, lang);
  setRequestLanguage(lang);
  mark(lang);
  if (i18next.language !== lang) void i18next.changeLanguage(lang);
}

/** useWords gives the texts of the current language and its name. */
export function useWords() {
  const { t, i18n } = useTranslation();
  return { t, lang: i18n.language === 'zh' ? 'zh' : 'en' } as const;
}
