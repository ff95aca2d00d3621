import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = import.meta.dirname;
const text = readFileSync(join(folder, 'tokens.css'), 'utf8');

/** tokens reads the colours of a block; the dark block says only what differs. */
function tokens(block: string): Record<string, string> {
  return Object.fromEntries([...block.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{3,6})\s*;/g)].map(([, name = '', colour = '']) => [name, colour]));
}

const [bright = '', dark = ''] = text.split(/@media screen and \(prefers-color-scheme: dark\)/);
const schemes = { light: tokens(bright), dark: { ...tokens(bright), ...tokens(dark) } };

/** luminance is the relative luminance of WCAG 2.2. */
function luminance(hex: string): number {
  const full = hex.length === 4 ? hex.slice(1).replace(/./g, '$&$&') : hex.slice(1);
  const [r = 0, g = 0, b = 0] = [0, 2, 4].map((at) => {
    const part = parseInt(full.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const grounds = ['ground', 'paper', 'warm', 'chip', 'stripe', 'accent-tint', 'red-tint', 'red-soft', 'amber-tint', 'amber-soft', 'blue-tint', 'green-tint', 'grey-tint'];
const written: [ink: string, grounds: string[]][] = [
  ['ink', [...grounds, 'accent-soft']],
  ['ink-2', grounds],
  ['accent', ['ground', 'paper', 'warm', 'accent-tint', 'accent-soft']],
  ['red', ['ground', 'paper', 'warm', 'stripe', 'red-tint', 'red-soft', 'grey-tint']],
  ['amber', ['ground', 'paper', 'amber-tint', 'amber-soft', 'grey-tint']],
  ['blue', ['paper', 'blue-tint', 'grey-tint']],
  ['green', ['paper', 'green-tint', 'grey-tint']],
  ['on-accent', ['accent', 'accent-dark']],
  ['on-alarm', ['alarm']],
  ['alarm', ['on-alarm', 'alarm-tint']],
  ['on-notice', ['notice']],
];
/** drawn is what is seen and not read: edges of fields, the focus, marks of a level, the curve. */
const drawn: [mark: string, grounds: string[]][] = [
  ['edge', ['paper', 'ground', 'grey-tint']],
  ['blue', ['paper', 'ground', 'accent-tint', 'green-tint', 'chip']],
  ['accent', ['line']],
];

describe.each(Object.entries(schemes))('%s', (_name, scheme) => {
  const ratios = (pairs: [string, string[]][], least: number) =>
    pairs.flatMap(([ink, on]) => on.flatMap((ground) => {
      const [a, b] = [scheme[`--${ink}`], scheme[`--${ground}`]];
      if (!a || !b) return [`${ink} on ${ground}: no such token`];
      const ratio = contrast(a, b);
      return ratio < least ? [`${ink} on ${ground}: ${ratio.toFixed(2)}`] : [];
    }));
  it('has 4.5 to 1 for every ink on every ground it is used on', () => expect(ratios(written, 4.5)).toEqual([]));
  it('has 3 to 1 for what is drawn', () => expect(ratios(drawn, 3)).toEqual([]));
});

it('says every colour of the light scheme for the dark one too', () => {
  expect(Object.keys(tokens(dark)).sort()).toEqual(Object.keys(tokens(bright)).sort());
});

it('knows black on white', () => {
  expect(contrast('#000', '#fff')).toBeCloseTo(21);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

function sources(at: string): string[] {
  return readdirSync(at, { withFileTypes: true }).flatMap((entry) => {
    const path = join(at, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.(css|tsx?)$/.test(entry.name) && !entry.name.includes('.test.') && entry.name !== 'tokens.css' ? [path] : [];
  });
}

it('stands in tokens.css alone: no other file writes a colour', () => {
  const found = sources(join(folder, '..')).flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/#[0-9a-f]{3,8}\b(?=[\s;,'")])|\b(?:rgb|hsl)a?\(/gi)].map(([colour]) => `${path.slice(folder.length - 6)}: ${colour}`));
  expect(found).toEqual([]);
});
