import { describe, expect, it } from 'vitest';
import { forgetHalves, keepHalf, recallHalf, type Store } from './half';

function memory(): Store {
  const held = new Map<string, string>();
  return {
    get length() { return held.size; },
    key: (i) => [...held.keys()][i] ?? null,
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => void held.set(key, value),
    removeItem: (key) => void held.delete(key),
  };
}

describe('a half-written answer', () => {
  it('is kept for its own question of its own visit', () => {
    const store = memory();
    keepHalf('v1', 'chief', '胸口有点', store);
    expect(recallHalf('v1', 'chief', store)).toBe('胸口有点');
    expect(recallHalf('v1', 'story', store)).toBe('');
    expect(recallHalf('v2', 'chief', store)).toBe('');
  });

  it('is the only one, and gone once it is empty', () => {
    const store = memory();
    keepHalf('v1', 'chief', '胸口', store);
    keepHalf('v1', 'story', '昨天', store);
    expect(store.length).toBe(1);
    keepHalf('v1', 'story', '', store);
    expect(store.length).toBe(0);
  });

  it('leaves nothing behind and nothing else alone is touched', () => {
    const store = memory();
    store.setItem('apricot.elder', '1');
    keepHalf('v1', 'chief', '胸口', store);
    forgetHalves(store);
    expect(recallHalf('v1', 'chief', store)).toBe('');
    expect(store.getItem('apricot.elder')).toBe('1');
  });

  it('is no trouble where storage is refused', () => {
    const refuse = () => { throw new Error('refused'); };
    const store: Store = { length: 0, key: refuse, getItem: refuse, setItem: refuse, removeItem: refuse };
    keepHalf('v1', 'chief', '胸口', store);
    forgetHalves(store);
    expect(recallHalf('v1', 'chief', store)).toBe('');
    expect(recallHalf('v1', 'chief', null)).toBe('');
  });
});
