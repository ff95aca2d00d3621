import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as care from '../care/words';
import * as doctor from '../doctor/words';
import * as landing from '../landing/words';
import * as patient from '../patient/words';
import * as shell from './shell';

const apps = { shell, landing, patient, doctor, care };
const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((found) => found[1]).sort();

describe.each(Object.entries(apps))('%s', (_name, { zh, en }) => {
  it('has the same keys in both languages', () => {
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  });

  it('leaves no text empty and fills the same places', () => {
    for (const [key, text] of Object.entries(zh)) {
      expect(text.trim(), key).not.toBe('');
      expect(en[key]?.trim(), key).toBeTruthy();
      expect(holes(text), key).toEqual(holes(en[key] ?? ''));
    }
  });

  it('writes Chinese in zh and none in en, but for the names of languages and of the house', () => {
    for (const [key, text] of Object.entries(en)) {
      if (['lang.other', 'lang.switch', 'brand.full'].includes(key)) continue;
      expect(text, key).not.toMatch(/[\u4e00-\u9fff]/);
    }
  });
});

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.includes('.test.') ? [path] : [];
  });
}

it('has words for every key that a screen asks for by name', () => {
  const known = new Set(Object.values(apps).flatMap((app) => Object.keys(app.zh)));
  const missing = sources(join(import.meta.dirname, '..')).flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/\bt\('([^']+)'/g)].map((found) => found[1] ?? '').filter((key) => !known.has(key)),
  );
  expect(missing).toEqual([]);
});
