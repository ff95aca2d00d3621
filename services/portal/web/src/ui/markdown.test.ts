import { describe, expect, it } from 'vitest';
import { blocks, inline, safeLink } from './markdown';

describe('blocks', () => {
  it('tells paragraphs, headings and both kinds of list apart', () => {
    expect(blocks('# 依据\n第一段\n接着\n\n- 一\n* 二\n1. 先\n2) 后')).toEqual([
      { kind: 'heading', inline: [{ text: '依据', strong: false }] },
      { kind: 'paragraph', inline: [{ text: '第一段 接着', strong: false }] },
      { kind: 'list', ordered: false, items: [[{ text: '一', strong: false }], [{ text: '二', strong: false }]] },
      { kind: 'list', ordered: true, items: [[{ text: '先', strong: false }], [{ text: '后', strong: false }]] },
    ]);
  });

  it('reads Windows line ends and an empty source', () => {
    expect(blocks('a\r\n\r\nb')).toHaveLength(2);
    expect(blocks('')).toEqual([]);
  });

  it('keeps HTML as the text it is', () => {
    const hostile = '<img src=x onerror=alert(1)>';
    expect(blocks(hostile)).toEqual([{ kind: 'paragraph', inline: [{ text: hostile, strong: false }] }]);
  });
});

describe('inline', () => {
  it('marks bold, and leaves an unclosed mark alone', () => {
    expect(inline('青霉素**过敏**者')).toEqual([
      { text: '青霉素', strong: false }, { text: '过敏', strong: true }, { text: '者', strong: false },
    ]);
    expect(inline('5 ** 3')).toEqual([{ text: '5 ** 3', strong: false }]);
  });

  it('keeps the words of links and images and drops their addresses', () => {
    expect(inline('[guide](javascript:alert(1)) ![x](https://evil.example/a.png)').map((part) => part.text).join('')).not.toMatch(/evil|javascript/);
  });
});

describe('safeLink', () => {
  it.each([
    ['https://example.org/g', 'https://example.org/g'],
    ['http://example.org/g', null],
    ['javascript:alert(1)', null],
    ['https://user:pw@example.org/', null],
    ['not an address', null],
    [undefined, null],
  ])('%s gives %s', (url, want) => expect(safeLink(url)).toBe(want));
});
