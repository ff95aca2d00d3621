// What every browser test shares: one Chromium, pages that remember every complaint of the
// console and of the content policy, and the checks that hold on each screen.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const address = process.env.APRICOT_URL;
if (!address) {
  throw new Error('APRICOT_URL is not set. Start the demo and name it, for example: APRICOT_URL=http://127.0.0.1:8080 npm run e2e');
}
export const base = address.replace(/\/+$/, '');

/** Phones of two sizes and a desk. */
export const widths = [390, 360, 1280];
const heights = { 390: 844, 360: 740, 1280: 800 };
const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const shots = process.env.APRICOT_SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

/** startBrowser opens the Chromium that the machine has; closing it is the caller's duty. */
export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.APRICOT_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
    ],
  });
}

/** newVisitor is a fresh browser profile whose page keeps a list of everything that went wrong. */
export async function newVisitor(browser, { width = 390, locale = 'zh-CN' } = {}) {
  const context = await browser.newContext({ viewport: { width, height: heights[width] }, locale, reducedMotion: 'reduce' });
  await context.addInitScript({ path: axeFile });
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`content policy: ${event.violatedDirective} blocked ${event.blockedURI} ${event.sample}`);
    });
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const wrong = [];
  page.on('console', (message) => {
    if (message.type() === 'error') wrong.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => wrong.push(`uncaught: ${error.message}`));
  return { context, page, wrong };
}

/** clean fails when the console or the content policy complained about anything but what is expected. */
export function clean(wrong, expected = /^$/) {
  assert.deepEqual(wrong.filter((line) => !expected.test(line)), [], 'console or policy errors');
}

async function axe(page, where) {
  const violations = await page.evaluate(async () => {
    const result = await globalThis.axe.run(document, { resultTypes: ['violations'] });
    return result.violations.map(({ id, help, nodes }) => ({
      id, help, nodes: nodes.slice(0, 4).map((node) => `${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
    }));
  });
  assert.deepEqual(violations, [], `axe on ${where}`);
}

async function fits(page, where) {
  const over = await page.evaluate(() => {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) return [];
    return [`page is ${document.documentElement.scrollWidth} wide in ${wide}`, ...Array.from(document.querySelectorAll('body *'))
      .filter((el) => el.getBoundingClientRect().right > wide + 0.5)
      .slice(0, 5)
      .map((el) => `${el.tagName}.${el.className}`)];
  });
  assert.deepEqual(over, [], `horizontal scroll on ${where}`);
}

/** targets measures everything one presses. A link inside a sentence is excepted, as WCAG 2.5.8 does. */
async function targets(page, where, least) {
  const small = await page.evaluate((min) => {
    const wanted = 'button, [role=button], a, select, textarea, input:not([type=radio]):not([type=checkbox]), label.radio, summary';
    return Array.from(document.querySelectorAll(wanted)).flatMap((el) => {
      const box = el.getBoundingClientRect();
      const style = getComputedStyle(el);
      const around = el.parentElement?.getBoundingClientRect();
      const forReaders = around && around.width <= 1 && around.height <= 1; // only screen readers find it
      if (box.width <= 1 || box.height <= 1 || style.visibility === 'hidden' || forReaders) return [];
      if (el.tagName === 'A' && style.display === 'inline') return [];
      if (box.width >= min - 0.5 && box.height >= min - 0.5) return [];
      return [`${el.tagName}.${el.className} "${(el.textContent ?? '').slice(0, 30)}" ${box.width.toFixed(1)} x ${box.height.toFixed(1)}`];
    });
  }, least);
  assert.deepEqual(small, [], `targets under ${least} px on ${where}`);
}

/** byNight holds a screen to the same rules in the dark scheme. */
async function byNight(page, name) {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForTimeout(60);
  const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.ok(Math.max(...ground.match(/\d+/g).map(Number)) < 60, `${name} stays bright by night: ${ground}`);
  if (shots) await page.screenshot({ path: join(shots, `${name}-night.png`), fullPage: true });
  await axe(page, `${name} by night`);
  await page.emulateMedia({ colorScheme: 'light' });
}

/** large sets letters of twice the size on the smallest phone. */
export async function large(page) {
  await page.addInitScript(() => document.addEventListener('DOMContentLoaded', () => { document.documentElement.style.fontSize = '200%'; }));
  await page.setViewportSize({ width: 360, height: 740 });
  await page.reload();
}

/** checkScreen holds a screen to the rules at all three widths and by night, and leaves the first width set. */
export async function checkScreen(page, name, { least = 44 } = {}) {
  for (const width of widths) {
    await page.setViewportSize({ width, height: heights[width] });
    await page.waitForTimeout(60);
    const where = `${name} at ${width} px`;
    if (shots) await page.screenshot({ path: join(shots, `${name}-${width}.png`), fullPage: true });
    await fits(page, where);
    await targets(page, where, least);
    await axe(page, where);
  }
  await page.setViewportSize({ width: widths[0], height: heights[widths[0]] });
  await byNight(page, name);
}

/** demo is the list of logins and visit links that the demo server hands out. */
export async function demo() {
  const answer = await fetch(`${base}/api/demo/users`, { headers: { Accept: 'application/json' } });
  assert.equal(answer.status, 200, 'GET /api/demo/users: these tests need a demo server');
  const { users, links } = await answer.json();
  return { users: users ?? [], links: links ?? [] };
}

/** login goes in through the door of the start page that the wanted role has. */
export async function login(page, role, home) {
  const { users } = await demo();
  const user = users.find((entry) => entry.role === role);
  assert.ok(user, `the demo has a ${role}`);
  await page.goto(`${base}/`);
  await page.locator(`[data-user="${user.id}"]`).click();
  await page.waitForURL(`**${home}`);
}

/** speak sets the language of a page whose first language depends on the patient or the browser. */
export async function speak(page, lang) {
  const wanted = lang === 'zh' ? 'zh-CN' : 'en';
  if ((await page.locator('html').getAttribute('lang')) === wanted) return;
  await page.getByRole('button', { name: lang === 'zh' ? /Chinese|中文/ : /English/ }).click();
  await page.waitForFunction((want) => document.documentElement.lang === want, wanted);
}
