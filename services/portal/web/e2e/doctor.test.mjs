import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { base, checkScreen, clean, demo, login, newVisitor, speak, startBrowser } from './harness.mjs';

let browser;
before(async () => { browser = await startBrowser(); });
after(async () => { await browser?.close(); });

/** withCard opens patients until one has a card to answer. */
async function withCard(page) {
  await page.locator('.patient-row').first().waitFor();
  const rows = await page.locator('.patient-row').evaluateAll((all) => all.map((row) => row.getAttribute('href')));
  const waiting = await page.locator('.patient-row:has(.tag)').evaluateAll((all) => all.map((row) => row.getAttribute('href')));
  for (const href of new Set([...waiting, ...rows])) {
    await page.locator(`.patient-row[href="${href}"]`).click();
    await page.locator('.banner').waitFor();
    if (await page.locator('.card').count()) return;
    await page.locator('.to-list').click();
    await page.locator('.patient-row').first().waitFor();
  }
  throw new Error(`none of ${rows.length} patients has a card`);
}

test('the doctor reads a patient, answers a card with a reason and checks a draft', async () => {
  const { page, wrong, context } = await newVisitor(browser);
  await login(page, 'doctor', '/doctor');
  await page.locator('.patient-row').first().waitFor();
  await checkScreen(page, 'doctor-list');
  await withCard(page);
  for (const summary of await page.locator('.card-summary').allTextContents()) {
    assert.ok(summary.length < 140, `a card under 140 characters: ${summary}`);
  }
  assert.equal(await page.locator('.card-source').count(), await page.locator('.card').count(), 'each card has its source');
  assert.ok(await page.locator('#record ~ .results dd').count() > 0, 'the record shows results');
  assert.ok(await page.locator('#record ~ .plain-list li').count() >= 2, 'and medicines and problems');
  await checkScreen(page, 'doctor-patient-zh');
  const fold = page.locator('.card .folded-trigger').first();
  if (await fold.count()) await fold.click();

  const card = page.locator('.card').first();
  await card.getByRole('button', { name: '不采纳…' }).click();
  await card.getByRole('button', { name: '记录理由' }).click();
  await card.getByText(/请选择一个理由|请写明理由/).first().waitFor();
  const coded = card.locator('label.radio');
  if (await coded.count()) await coded.first().click();
  await card.locator('textarea').fill('已当面评估');
  await checkScreen(page, 'doctor-override');
  await card.getByRole('button', { name: '记录理由' }).click();
  await card.locator('.card-outcome').getByText(/未采纳：.*已当面评估/).waitFor();

  await page.getByLabel('拟开医嘱，每行一条').fill('阿莫西林 0.5g 口服 每日三次');
  await page.getByRole('button', { name: '检查', exact: true }).click();
  await page.locator('.check-result').waitFor();
  await checkScreen(page, 'doctor-checked');

  await speak(page, 'en');
  await page.getByRole('heading', { level: 2, name: 'Alerts' }).waitFor();
  await checkScreen(page, 'doctor-patient-en');
  clean(wrong);
  await context.close();
});

test('a list that leaves patients out says how many, and that searching does not find them', async () => {
  const { page, wrong, context } = await newVisitor(browser, { width: 360 });
  await page.route('**/api/doctor/patients', async (route) => {
    const response = await route.fetch();
    const list = await response.json();
    assert.equal(list.total, list.patients.length + list.notShown, 'the server counts everybody');
    await route.fulfill({ response, json: { ...list, total: list.patients.length + 150, notShown: 150 } });
  });
  await login(page, 'doctor', '/doctor');
  const said = page.locator('.notice-box');
  await said.getByText(/另有 150 名没有显示，下面的查找也找不到/).waitFor();
  await page.getByLabel('按姓名或主诉查找').fill('没有这个人');
  await page.getByText('没有符合的患者。').waitFor();
  assert.ok(await said.isVisible(), 'it stays beside a search that finds nobody');
  await checkScreen(page, 'doctor-list-cut-zh');
  await speak(page, 'en');
  await said.getByText(/Not shown, and not found by the search below: 150/).waitFor();
  await checkScreen(page, 'doctor-list-cut-en');
  clean(wrong);
  await context.close();
});

test('nothing of one patient stays under the name of the next', async () => {
  const { page, wrong, context } = await newVisitor(browser, { width: 360 });
  await login(page, 'doctor', '/doctor');
  await page.locator('.patient-row').nth(1).waitFor();
  const names = await page.locator('.patient-row-name').allTextContents();
  await page.locator('.patient-row').nth(0).click();
  await page.locator('.banner').waitFor();
  await page.getByLabel('拟开医嘱，每行一条').fill('布洛芬');
  await page.goBack();
  await page.locator('.patient-row').nth(1).click();
  await page.locator('.banner h1').waitFor();
  assert.equal(await page.locator('.banner h1').textContent(), names[1]);
  assert.equal(await page.getByLabel('拟开医嘱，每行一条').inputValue(), '');
  clean(wrong);
  await context.close();
});

test('a doctor has no way into the care manager’s page', async () => {
  const { page, context } = await newVisitor(browser);
  await login(page, 'doctor', '/doctor');
  await page.evaluate(() => {
    window.history.pushState(null, '', '/care');
    window.dispatchEvent(new PopStateEvent('popstate'));
  });
  await page.getByRole('heading', { level: 1, name: '这个页面不属于您的岗位' }).waitFor();
  await context.close();
});

/** tellLittle gives one visit two words and no more, and names its patient. */
async function tellLittle() {
  const { links } = await demo();
  for (const { patient, url } of [...links].reverse()) {
    const { page, context } = await newVisitor(browser);
    await page.goto(base + new URL(url, base).pathname);
    await page.locator('#question, .full-page:not(:has(.loading))').first().waitFor();
    const asked = page.locator('#question');
    if (await asked.count()) {
      await speak(page, 'zh');
      await page.locator('.words textarea').fill('头晕三天');
      await page.locator('.words button[type=submit]').click();
      await page.getByRole('button', { name: '修改回答：头晕三天' }).waitFor();
      await context.close();
      return patient;
    }
    await context.close();
  }
  throw new Error('no visit link opens a question any more');
}

test('a story too thin for a differential is shown as possibilities that say they are none', async () => {
  const patient = await tellLittle();
  const { page, wrong, context } = await newVisitor(browser, { width: 1280 });
  await login(page, 'doctor', '/doctor');
  await page.locator('.patient-row').filter({ hasText: patient.zh }).first().click();
  const box = page.locator('.possible');
  await box.waitFor();
  await page.locator('.notice-box').getByText(/^信息不足，系统不作判断 .*不列鉴别诊断$/).waitFor();
  await box.getByRole('heading', { name: '可能的方向（把握不足，未校准为诊断）' }).waitFor();
  const entries = box.locator('.possibilities > li:visible');
  const open = await entries.count();
  assert.ok(open >= 1 && open <= 4, `${open} stand open`);
  for (const text of await entries.allTextContents()) assert.match(text, /支持|还缺/, 'each says why');
  assert.equal(await page.locator('.candidate').count(), 0, 'nothing stands there as an answer');
  assert.equal(await box.locator('.likely').count(), 0, 'nothing measures a likelihood');
  assert.doesNotMatch(await box.textContent(), /%|％/);
  assert.match(await page.locator('.summary-section').filter({ hasText: '持续' }).first().textContent(), /3天/);
  await checkScreen(page, 'doctor-possible-zh');
  const fold = box.locator('.folded-trigger');
  if (await fold.count()) {
    await fold.click();
    assert.ok((await entries.count()) > open, 'the fold opens');
    await checkScreen(page, 'doctor-possible-open');
  }
  await speak(page, 'en');
  await box.getByRole('heading', { name: 'Possibilities (low confidence, not a differential)' }).waitFor();
  await checkScreen(page, 'doctor-possible-en');
  clean(wrong);
  await context.close();
});

test('the doctor looks a rule up in the knowledge behind a card', async () => {
  const { page, wrong, context } = await newVisitor(browser);
  await login(page, 'doctor', '/doctor');
  const opened = context.waitForEvent('page');
  await page.getByRole('link', { name: '知识库' }).click();
  const pages = await opened;
  await pages.getByRole('heading', { level: 1, name: '知识库' }).waitFor();
  await checkScreen(pages, 'knowledge-home', { least: 24 });
  await pages.setViewportSize({ width: 360, height: 740 });
  const broken = await pages.locator('.kinds b').evaluateAll((counts) => counts.filter((b) => b.getClientRects().length !== 1 || b.getBoundingClientRect().height > 40).map((b) => b.textContent));
  assert.deepEqual(broken, [], 'a number is broken over two lines');
  await pages.getByRole('searchbox').fill('胸痛');
  await pages.getByRole('button', { name: '搜索' }).click();
  await pages.getByRole('heading', { level: 1, name: /找到/ }).waitFor();
  await checkScreen(pages, 'knowledge-found', { least: 24 });
  for (const kind of ['red_flags', 'drugs', 'bands']) {
    await pages.goto(`${base}/knowledge/kind/${kind}?lang=zh`);
    await checkScreen(pages, `knowledge-${kind}`, { least: 24 });
    await pages.locator('.rows a').first().click();
    await checkScreen(pages, `knowledge-one-of-${kind}`, { least: 24 });
  }
  clean(wrong);
  await context.close();
});
