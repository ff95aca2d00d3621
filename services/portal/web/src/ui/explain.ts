import type { TFunction } from 'i18next';
import type { Problem } from '../api/client';
import type { Lang } from '../api/types';

/** sentence begins with a capital: the server's words are meant to stand in the middle of a line. */
const sentence = (detail: string) => detail.charAt(0).toUpperCase() + detail.slice(1);

/** inLanguage tells whether the server's words are in the reader's language; it speaks English unless a screen asked for more. */
const inLanguage = (detail: string, lang: Lang) => detail !== '' && (lang === 'zh') === /[\u4e00-\u9fff]/.test(detail);

const byStatus: Record<number, string> = {
  403: 'error.forbidden', 404: 'error.missing', 409: 'error.moved', 413: 'error.large', 429: 'error.busy',
};

/** explain turns a failed request into a sentence for a person, the server's own words first where the reader can read them. */
export function explain(problem: Problem, t: TFunction, lang: Lang): string {
  if (problem.kind === 'offline') return t('error.offline');
  if (problem.kind === 'slow') return t('error.slow');
  if (problem.status === 401) return t('error.signedout');
  if (problem.status >= 500) return t('error.server');
  if (inLanguage(problem.detail, lang)) return sentence(problem.detail);
  return t(byStatus[problem.status] ?? 'error.refused');
}
