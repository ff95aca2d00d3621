import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checkScreen, clean, login, newVisitor, speak, startBrowser } from './harness.mjs';

let browser;
before(async () => { browser = await startBrowser(); });
after(async () => { await browser?.close(); });

const order = ['critical', 'high', 'no-data', 'medium', 'low'];

test('the care manager sees who needs a call, looks at the trend, takes the task and closes it', async () => {
  const { page, wrong, context } = await newVisitor(browser);
  await login(page, 'care-manager', '/care');
  await page.locator('.work-item').first().waitFor();
  const levels = await page.locator('.work-item').evaluateAll((all) => all.map((item) => item.dataset.level));
  assert.deepEqual(levels, [...levels].sort((a, b) => order.indexOf(a) - order.indexOf(b)), 'sorted by risk');
  for (const item of await page.locator('.work-item').all()) {
    assert.ok(await item.locator('.work-why li').count(), 'each entry says why');
    assert.ok(await item.locator('.work-suggested').count(), 'each entry says what to do');
    assert.equal(await item.locator('.work-task').count(), await item.locator('.card-actions').count(), 'each reason has its own buttons');
    for (const why of await item.locator('.work-why li').allTextContents()) assert.ok(why.trim(), 'no reason is empty');
    assert.match(await item.locator('a[href^="tel:"]').getAttribute('href'), /^tel:\+?\d+$/, 'each entry has the number to call');
  }
  assert.ok(await page.locator('.work-critical .value-flagged').count(), 'the values that somebody is called for stand out');
  await checkScreen(page, 'care-worklist-zh');

  const names = await page.locator('.work-item h2').allTextContents();
  assert.deepEqual(names, [...new Set(names)], 'one card for each patient');

  const task = await page.locator('.work-item:has(.to-trend) .work-task').first().getAttribute('data-task');
  const mine = page.locator(`.work-item:has(.work-task[data-task="${task}"])`);
  const reason = page.locator(`.work-task[data-task="${task}"]`);
  await mine.locator('.to-trend').first().click();
  await mine.locator('.trend-summary').waitFor();
  assert.ok(await mine.locator('.trend canvas').count(), 'the trend is drawn');
  const rows = await mine.locator('.trend-table tbody tr').count();
  assert.ok(rows > 0, 'the same values stand in a table');
  await checkScreen(page, 'care-trend-zh');

  const take = reason.getByRole('button', { name: '我来处理' });
  if (await take.count()) {
    await take.click();
    await reason.locator('.work-owner').waitFor();
    assert.ok(await reason.evaluate((one) => one.contains(document.activeElement)), 'the focus stays with what was taken');
  }
  await reason.getByRole('button', { name: '结束任务…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: '结束任务' }).click();
  await dialog.getByText('请写明理由').waitFor();
  await checkScreen(page, 'care-close');
  await dialog.getByRole('textbox').fill('已电话联系，患者好转，明日复测');
  await dialog.getByRole('button', { name: '结束任务' }).click();
  await dialog.waitFor({ state: 'detached' });
  await reason.waitFor({ state: 'detached' });
  await page.waitForFunction(() => document.activeElement?.matches('.work-task, h1'), undefined, { timeout: 3000 });

  await page.getByRole('radio', { name: '全部' }).or(page.locator('[data-filter=all]')).first().click();
  await reason.waitFor();
  assert.equal(await reason.getAttribute('data-status'), 'completed');
  assert.notEqual(await page.evaluate(() => document.activeElement?.getAttribute('data-task')), task, 'the focus went on');
  await speak(page, 'en');
  await page.getByRole('heading', { level: 1, name: /need attention today · \d+ in care/ }).waitFor();
  await checkScreen(page, 'care-worklist-en');
  clean(wrong);
  await context.close();
});
