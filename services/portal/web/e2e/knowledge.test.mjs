import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { base, checkScreen, clean, login, newVisitor, startBrowser } from './harness.mjs';

let browser;
before(async () => { browser = await startBrowser(); });
after(async () => { await browser?.close(); });

/** The pages are read by staff at a desk, who press links in lists: 24 px, as WCAG 2.5.8 asks. */
const least = 24;

test('a reviewer browses the knowledge, searches it in two languages and with a slip, and reads a rule', async () => {
  const { page, wrong, context } = await newVisitor(browser);
  await login(page, 'doctor', '/doctor');
  for (const lang of ['zh', 'en']) {
    await page.goto(`${base}/knowledge/?lang=${lang}`);
    assert.equal(await page.locator('html').getAttribute('lang'), lang === 'zh' ? 'zh-CN' : 'en');
    assert.ok(await page.locator('.kinds li').count() > 15, 'each kind has its door');
    await checkScreen(page, `knowledge-home-${lang}`, { least });
    await page.locator('.kinds a[href*="/kind/scores"]').click();
    assert.ok(await page.locator('.rows li').count() > 30, 'the scores are listed');
    await checkScreen(page, `knowledge-scores-${lang}`, { least });
  }

  for (const [words, id, near] of [['胸痛', 'find.chest_pain', false], ['chest pain', 'find.chest_pain', false], ['astma', 'cond.asthma', true], ['支气管哮揣', 'cond.asthma', true]]) {
    await page.goto(`${base}/knowledge/?lang=en`);
    await page.getByRole('searchbox').fill(words);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /Found/ }).waitFor();
    assert.ok(await page.locator(`.rows a[href*="/item/${id}?"]`).count(), `${words} finds ${id}`);
    assert.equal(await page.getByText('Nearly so are').count() > 0, near, `${words}: whether the page says that it is only near`);
  }
  await checkScreen(page, 'knowledge-found-near', { least });

  await page.goto(`${base}/knowledge/kind/red_flags?lang=zh`);
  await page.locator('.rows a').first().click();
  const rule = await page.locator('main').innerText();
  for (const part of ['来源', '草稿', '用例']) assert.match(rule, new RegExp(part), `a rule shows its ${part}`);
  await checkScreen(page, 'knowledge-rule-zh', { least });
  clean(wrong);
  await context.close();
});

test('the pages are walked by keyboard', async () => {
  const { page, wrong, context } = await newVisitor(browser, { width: 360 });
  await login(page, 'doctor', '/doctor');
  await page.goto(`${base}/knowledge/?lang=zh`);
  const walked = [];
  for (let i = 0; i < 6; i += 1) {
    await page.keyboard.press('Tab');
    walked.push(await page.evaluate(() => {
      const at = document.activeElement;
      return at.matches(':focus-visible') && getComputedStyle(at).outlineStyle !== 'none' ? at.tagName : `${at.tagName} without an outline`;
    }));
  }
  assert.deepEqual(walked, ['A', 'INPUT', 'BUTTON', 'A', 'A', 'A'], 'brand, search, its button, language, then the content');
  clean(wrong);
  await context.close();
});

test('an unknown address under the knowledge says so in both languages and leads back', async () => {
  const { page, context } = await newVisitor(browser);
  await login(page, 'doctor', '/doctor');
  for (const [lang, says] of [['zh', '没有这一条'], ['en', 'There is no such item']]) {
    for (const path of ['kind/nothing', 'kind/', 'nowhere', 'item/flag.nothing']) {
      const answer = await page.goto(`${base}/knowledge/${path}?lang=${lang}`);
      assert.equal(answer.status(), 404, path);
      await page.getByRole('heading', { level: 1, name: says }).waitFor();
    }
    await checkScreen(page, `knowledge-missing-${lang}`, { least });
    await page.locator('main a').click();
    assert.ok(await page.locator('.kinds li').count(), 'the way back leads to all there is');
  }
  await context.close();
});

test('a page of the knowledge comes within 300 ms once the server has laid it out', async () => {
  const { page, context } = await newVisitor(browser);
  await login(page, 'doctor', '/doctor');
  await page.goto(`${base}/knowledge/?lang=zh`);
  const took = [];
  for (let i = 0; i < 5; i += 1) {
    await page.goto(`${base}/knowledge/?lang=zh`);
    took.push(await page.evaluate(() => performance.getEntriesByType('navigation')[0].responseEnd));
  }
  assert.ok(Math.min(...took) < 300, `answers took ${took.map(Math.round).join(', ')} ms`);
  await context.close();
});

test('the knowledge is not shown to whom it is not for', async () => {
  const { page, context } = await newVisitor(browser);
  const answer = await page.goto(`${base}/knowledge/?lang=zh`);
  assert.equal(answer.status(), 401);
  await page.getByRole('heading', { level: 1, name: '请先以医务或技术人员身份登录' }).waitFor();
  await checkScreen(page, 'knowledge-refused', { least });
  await context.close();
});
