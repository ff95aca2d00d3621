import type { Lang } from '../api/types';

const locale = { zh: 'zh-CN', en: 'en-GB' } as const;

/** dayTime is the absolute form: 24 Nov, 08:12. */
export function dayTime(iso: string, lang: Lang): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '';
  return new Intl.DateTimeFormat(locale[lang], {
    month: lang === 'zh' ? 'numeric' : 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false,
  }).format(at);
}

/** day is a date whose year matters: 24 Nov 2025. */
export function day(iso: string, lang: Lang): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '';
  return new Intl.DateTimeFormat(locale[lang], { year: 'numeric', month: lang === 'zh' ? 'numeric' : 'short', day: 'numeric' }).format(at);
}

/** relative is the short form: in 2 hours, 40 minutes ago. */
export function relative(iso: string, now: Date, lang: Lang): string {
  const seconds = (new Date(iso).getTime() - now.getTime()) / 1000;
  if (Number.isNaN(seconds)) return '';
  const form = new Intl.RelativeTimeFormat(locale[lang], { numeric: 'auto' });
  const size = Math.abs(seconds);
  if (size < 3600) return form.format(Math.round(seconds / 60), 'minute');
  if (size < 36 * 3600) return form.format(Math.round(seconds / 3600), 'hour');
  return form.format(Math.round(seconds / 86400), 'day');
}

/** amount writes a number with no more digits than were measured. */
export function amount(value: number | string | null, lang: Lang): string {
  if (value === null) return '–';
  if (typeof value === 'string') return value;
  return new Intl.NumberFormat(locale[lang], { maximumFractionDigits: 1 }).format(value);
}
