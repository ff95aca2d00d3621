// A half-written answer is kept in this tab, so that a reload or a call that comes in does not lose
// it. It is a patient's words: sessionStorage ends with the tab, and nothing stays on a shared phone
// once the visit is confirmed, left or over.

const prefix = 'apricot.half.';

/** Store is what of sessionStorage is used. */
export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

function tab(): Store | null {
  try {
    return window.sessionStorage;
  } catch {
    return null; // old embedded browsers and private windows may refuse storage
  }
}

const place = (visit: string, question: string) => `${prefix}${visit}.${question}`;

/** recallHalf gives what was being written in answer to a question of a visit. */
export function recallHalf(visit: string, question: string, store = tab()): string {
  try {
    return store?.getItem(place(visit, question)) ?? '';
  } catch {
    return '';
  }
}

/** keepHalf keeps what is being written; of a visit only the answer to the question of now. */
export function keepHalf(visit: string, question: string, text: string, store = tab()): void {
  forgetHalves(store);
  if (!text) return;
  try {
    store?.setItem(place(visit, question), text);
  } catch {
    // Storage is a convenience.
  }
}

/** forgetHalves leaves nothing behind, of any visit. */
export function forgetHalves(store = tab()): void {
  try {
    if (!store) return;
    const keys = Array.from({ length: store.length }, (_, i) => store.key(i) ?? '');
    for (const key of keys) if (key.startsWith(prefix)) store.removeItem(key);
  } catch {
    // Storage is a convenience.
  }
}
