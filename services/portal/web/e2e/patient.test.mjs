import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { base, checkScreen, clean, demo, large, newVisitor, speak, startBrowser } from './harness.mjs';

const most = 40;
let browser;
before(async () => { browser = await startBrowser(); });
after(async () => { await browser?.close(); });

/** openVisit takes the first link that nobody has used yet, of those after as many patients as it leaves out. */
async function openVisit(lang, leave = 0) {
  const { links } = await demo();
  assert.ok(links.length > 0, 'the demo hands out visit links');
  const visitor = await newVisitor(browser);
  for (const { url } of links.slice(leave)) {
    const path = new URL(url, base).pathname;
    await visitor.page.goto(base + path);
    await visitor.page.locator('h1').first().waitFor();
    await visitor.page.locator('#question, .full-page:not(:has(.loading))').first().waitFor();
    if (await visitor.page.locator('#question').count()) {
      visitor.wrong.length = 0;
      await speak(visitor.page, lang);
      return { ...visitor, path };
    }
  }
  throw new Error(`none of the ${links.length} visit links opens a question any more`);
}

/** asking is the id of the question on the screen: two lists have the same heading. */
const asking = (page) => page.locator('#question').getAttribute('data-question');

/** sent waits until the answer has been taken: another question, or another screen. */
async function sent(page, before) {
  await page.waitForFunction((old) => {
    const now = document.querySelector('#question');
    return !now || now.dataset.question !== old || document.querySelector('.failure');
  }, before);
  assert.equal(await page.locator('.failure').count(), 0, `the answer to “${before}” was refused`);
}

async function say(page, words) {
  const asked = await asking(page);
  await page.locator('.words textarea, .words input').fill(words);
  await page.locator('.words button[type=submit]').click();
  await sent(page, asked);
}

async function number(page) {
  const label = await page.locator('.words label').textContent();
  const value = /mmHg|mm\[Hg\]/.test(label) ? '120' : /°|Cel|℃/.test(label) ? '37.2' : /kg/.test(label) ? '62' : '3';
  await say(page, value);
}

/** tap answers by the chip that sounds mildest, so that a cough stays a cough. */
async function tap(page) {
  const asked = await asking(page);
  if (await page.locator('.signs').count()) {
    assert.equal(await page.locator('.sign').count(), (await page.locator('.chip').count()) - 1, 'beside the signs stands only “not sure”');
    await page.locator('.chip-done').click();
    return sent(page, asked);
  }
  const chips = await page.locator('.chip').allTextContents();
  if (chips.length === 0) return (await page.locator('.words input').count()) ? number(page) : say(page, '没有');
  const mild = chips.findIndex((text) => /^(不是|否|没有|无|不|都没有|都不是|从来没有)|轻|没有以上|none|nothing|^no\b/i.test(text.trim()));
  await page.locator('.chip').nth(mild >= 0 ? mild : 0).click();
  await sent(page, asked);
}

test('Chinese chest pain ends in the emergency screen, with 120 one press away', async () => {
  const { page, wrong, context } = await openVisit('zh');
  await checkScreen(page, 'patient-first-question');
  await say(page, '胸口压榨一样疼了半个小时，出冷汗，左胳膊也疼，喘不上气');
  for (let i = 0; i < most && !(await page.locator('.emergency').count()); i++) {
    assert.ok(await page.locator('#question').count(), 'a question or the emergency screen');
    const asked = await asking(page);
    if (!(await page.locator('.chip').count())) {
      await say(page, '胸口压榨样疼痛，出冷汗');
      continue;
    }
    await page.locator('.chip').first().click();
    await sent(page, asked);
  }
  const card = page.locator('.emergency');
  await card.waitFor();
  assert.equal(await card.getByRole('link', { name: /120/ }).getAttribute('href'), 'tel:120');
  assert.equal(await page.locator('#question').count(), 0, 'no question stands beside an emergency');
  await checkScreen(page, 'patient-emergency-zh');
  await speak(page, 'en');
  await card.getByRole('link', { name: 'Call 120' }).waitFor();
  await checkScreen(page, 'patient-emergency-en');
  await page.reload();
  await card.waitFor();
  // Letters of twice the size on a small phone: the call stands in sight at once.
  await large(page);
  await card.waitFor();
  await page.waitForTimeout(300);
  const call = await card.getByRole('link', { name: /120/ }).boundingBox();
  assert.ok(call.y >= 0 && call.y + call.height <= 740, `the call lies from ${call.y} to ${call.y + call.height}`);
  clean(wrong);
  await context.close();
});

test('a patient who strays to the page of staff is told so in plain words, with no empty name', async () => {
  const { page, wrong, context } = await openVisit('zh', 1);
  await page.goto(`${base}/doctor`);
  await page.getByText('这个页面只给医护人员使用').waitFor();
  assert.equal(await page.getByText('“”').count(), 0);
  await checkScreen(page, 'staff-page-as-patient');
  clean(wrong);
  await context.close();
});

test('who asks for a person in words gets one, and the page says whose visit it is', async () => {
  const { page, wrong, context } = await openVisit('zh');
  await page.getByText(/^就诊人：.\*/).waitFor();
  await say(page, '我要找医生');
  await page.getByText('已经通知工作人员').first().waitFor();
  assert.equal(await page.locator('.emergency').count(), 0);
  await checkScreen(page, 'patient-person-asked');
  clean(wrong);
  await context.close();
});

test('a half-written answer outlives a reload, and nothing of it stays when the visit is over', async () => {
  const { page, wrong, context } = await openVisit('zh', 2);
  const box = page.locator('.words textarea');
  await box.fill('我妈咳嗽三天了，有');
  await page.reload();
  await page.locator('#question').waitFor();
  assert.equal(await box.inputValue(), '我妈咳嗽三天了，有');
  await say(page, '我妈咳嗽三天了，有黄痰');
  assert.equal(await asking(page), 'whom');
  await checkScreen(page, 'patient-whom');
  await box.fill('是我妈');
  await page.getByRole('button', { name: '不是，是别人' }).click();
  await page.getByRole('heading', { level: 1, name: '说的是别人的情况，不是这位就诊人的' }).waitFor();
  assert.deepEqual(await page.evaluate(() => Object.keys(window.sessionStorage)), []);
  await checkScreen(page, 'patient-about-other');
  await page.getByRole('button', { name: '其实是这位就诊人不舒服，重新说' }).click();
  await page.locator('#question').waitFor();
  assert.equal(await asking(page), 'chief');
  await page.getByRole('button', { name: '找人工' }).waitFor();
  clean(wrong);
  await context.close();
});

test('an answer to a question that another page has answered stays with its writer', async () => {
  const { page, wrong, context } = await openVisit('zh', 2);
  const asked = await asking(page);
  await page.locator('.words textarea').fill('我是来看咳嗽的');
  const other = await context.newPage();
  await other.goto(page.url());
  await other.locator('#question').waitFor();
  await say(other, '头疼两天');
  const next = await asking(other);
  await other.close();
  await page.locator('.words button[type=submit]').click();
  await page.locator('.failure').waitFor();
  assert.equal(await asking(page), next, 'the question of now is shown');
  assert.notEqual(next, asked);
  assert.equal(await page.locator('.words textarea').inputValue(), '我是来看咳嗽的', 'the words are kept');
  assert.equal(await page.locator('.failure button').count(), 0, 'nothing sends the old words to the new question');
  assert.doesNotMatch(await page.locator('.failure').textContent(), /[a-z]{4}/, 'a Chinese page speaks Chinese');
  await checkScreen(page, 'patient-moved');
  await page.reload();
  await page.locator('#question').waitFor();
  assert.equal(await page.locator('.words textarea').inputValue(), '我是来看咳嗽的', 'also over a reload');
  await page.locator('.words textarea').fill('');
  await page.getByRole('button', { name: '上一题' }).click();
  await sent(page, next);
  clean(wrong, /409/);
  await context.close();
});

test('letters of twice the size leave half a small phone to the question and lines to the answers', async () => {
  const { page, wrong, context } = await openVisit('zh', 2);
  await say(page, '咳嗽三天了，有一点白痰，不发烧');
  await large(page);
  await page.locator('#question').waitFor();
  await page.waitForTimeout(200);
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  const sticky = await page.evaluate(() => Array.from(document.querySelectorAll('body *'))
    .filter((el) => getComputedStyle(el).position === 'sticky').map((el) => el.getBoundingClientRect())
    .filter((box) => box.top < 5).reduce((sum, box) => sum + box.height, 0));
  assert.ok(sticky <= 148, `${sticky} of 740 px stay covered`);
  await page.evaluate(() => window.scrollTo(0, 0));
  const heads = await page.locator('.visit-grid').evaluate((el) => el.getBoundingClientRect().top);
  assert.ok(heads <= 300, `the heads take ${heads} of 740 px`);
  const text = await page.locator('.answer-text').last().boundingBox();
  assert.ok(text.width >= 8 * 36, `an answer is ${text.width} px wide`);
  clean(wrong);
  await context.close();
});

test('who told of nothing can begin again', async () => {
  const { page, wrong, context } = await openVisit('zh', 2); // the first has told of chest pain by now
  await say(page, '你好');
  await say(page, '停车费怎么算');
  await page.getByRole('button', { name: /不知道/ }).click();
  await page.getByRole('heading', { level: 1, name: '没有说到不舒服' }).waitFor();
  await checkScreen(page, 'patient-nothing-told');
  await page.getByRole('button', { name: '我有不舒服，重新说' }).click();
  await page.locator('#question').waitFor();
  assert.equal(await asking(page), 'chief');
  clean(wrong);
  await context.close();
});

test('a cough answered by chips comes to a summary that the patient confirms', async () => {
  const { page, wrong, context } = await openVisit('zh');
  const other = await newVisitor(browser);
  await say(page, '咳嗽三天了，有一点白痰，不发烧');
  await checkScreen(page, 'patient-question');
  for (let i = 0; i < most && !(await page.locator('.review').count()); i++) {
    assert.equal(await page.locator('.emergency').count(), 0, 'a mild cough is no emergency');
    await tap(page);
    if (i === 2) await checkScreen(page, 'patient-answers');
  }
  await page.locator('.review').waitFor();
  assert.match(await page.locator('.review [data-ai]').getAttribute('data-ai'), /AI|人工智能/);
  assert.doesNotMatch(await page.locator('.review').textContent(), /处方如下|建议服用/);
  await checkScreen(page, 'patient-review-zh');
  await speak(page, 'en');
  await page.getByRole('heading', { level: 1, name: 'Please check before it goes to the doctor' }).waitFor();
  await checkScreen(page, 'patient-review-en');
  await speak(page, 'zh');
  await page.getByRole('button', { name: '没有问题，交给医生' }).click();
  await page.getByRole('heading', { level: 1, name: '已交给医生' }).waitFor();
  await checkScreen(page, 'patient-confirmed');
  clean(wrong);
  await other.context.close();
  await context.close();
});

test('words that are not understood are asked for again, then chosen from a list', async () => {
  const { page, wrong, context } = await openVisit('zh');
  await say(page, '就是不得劲');
  assert.equal(await asking(page), 'story');
  await checkScreen(page, 'patient-story');
  await say(page, '说不上来，有一阵子了');
  await page.getByRole('button', { name: '没有了' }).click();
  await sent(page, 'story.more');
  if ((await asking(page)) === 'complaint.meant') {
    await checkScreen(page, 'patient-meant');
    await page.getByRole('button', { name: '都不是' }).click();
    await sent(page, 'complaint.meant');
  }
  assert.equal(await asking(page), 'complaint');
  await checkScreen(page, 'patient-complaint');
  await page.getByRole('button', { name: /从列表里选/ }).click();
  await page.getByRole('button', { name: '咳嗽', exact: true }).click();
  await sent(page, 'complaint');
  for (let i = 0; i < 12 && !(await page.locator('.signs').count()); i++) await tap(page);
  const listed = await asking(page);
  const row = page.locator('.sign').last();
  await row.click();
  assert.equal(await row.getAttribute('aria-pressed'), 'true');
  await checkScreen(page, 'patient-signs');
  await page.getByRole('button', { name: '选好了，其他没有' }).click();
  await page.waitForFunction((old) => document.querySelector('#question')?.dataset.question !== old, listed);
  clean(wrong);
  await context.close();
});

test('a link opens once: another browser is told so, the first one goes on where it was', async () => {
  const { page, wrong, context, path } = await openVisit('zh');
  await say(page, '头疼两天');
  const asked = await asking(page);
  await page.reload();
  await page.locator('#question').waitFor();
  assert.equal(await asking(page), asked);
  await page.getByRole('button', { name: '修改回答：头疼两天' }).waitFor();

  const second = await newVisitor(browser);
  await second.page.goto(base + path);
  await second.page.getByRole('heading', { level: 1, name: '这个链接已经用过了' }).waitFor();
  await checkScreen(second.page, 'patient-used-link');
  await second.context.close();

  const large = page.getByRole('button', { name: '大字' });
  await large.click();
  assert.equal(await large.getAttribute('aria-pressed'), 'true');
  await checkScreen(page, 'patient-elder', { least: 60 });
  await large.click();

  await page.getByRole('button', { name: '上一题' }).click();
  await sent(page, asked);
  await page.getByRole('button', { name: '找人工' }).click();
  await page.getByRole('dialog').waitFor();
  await checkScreen(page, 'patient-person');
  await page.getByRole('button', { name: '请工作人员来帮我' }).click();
  await page.getByText('已经通知工作人员').first().waitFor();
  clean(wrong);
  await context.close();
});
