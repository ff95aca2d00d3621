import { expect, it } from 'vitest';
import { withLabel } from './keepLabel';

it('adds the label once and only once', () => {
  expect(withLabel('摘要  \n', 'AI 生成')).toBe('摘要\n\nAI 生成');
  expect(withLabel(withLabel('摘要', 'AI 生成'), 'AI 生成')).toBe('摘要\n\nAI 生成');
});
