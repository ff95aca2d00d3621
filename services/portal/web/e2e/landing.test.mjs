import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { base, checkScreen, clean, demo, newVisitor, speak, startBrowser } from './harness.mjs';

let browser;
before(async () => { browser = await startBrowser(); });
after(async () => { await browser?.close(); });

test('the start page says that it is a demo and has a door for each role', async () => {
  const { page, wrong, context } = await newVisitor(browser);
  const { links } = await demo();
  await page.goto(`${base}/`);
  await page.locator('.demo-banner').waitFor();
  await page.locator('.door').first().waitFor();
  assert.equal(await page.locator('.door').count(), 3);
  assert.ok(links.length > 0, 'the demo hands out visit links');
  for (const lang of ['zh', 'en']) {
    await speak(page, lang);
    await checkScreen(page, `landing-${lang}`);
  }
  clean(wrong);
  await context.close();
});

test('an address that does not exist says so', async () => {
  const { page, context } = await newVisitor(browser);
  await page.goto(`${base}/`);
  await page.evaluate(() => {
    window.history.pushState(null, '', '/nowhere');
    window.dispatchEvent(new PopStateEvent('popstate'));
  });
  await page.getByRole('heading', { level: 1, name: '没有这个页面' }).waitFor();
  await checkScreen(page, 'missing');
  await context.close();
});

test('staff pages ask for a login first', async () => {
  for (const path of ['/doctor', '/care']) {
    const { page, context } = await newVisitor(browser);
    await page.goto(`${base}${path}`);
    await page.getByRole('heading', { level: 1, name: '请先登录' }).waitFor();
    await context.close();
  }
});

test('the content policy allows neither inline script nor inline style', async () => {
  const answer = await fetch(`${base}/`);
  const policy = answer.headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src|script-src/, 'the page is served with a policy');
  assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval/);
});
