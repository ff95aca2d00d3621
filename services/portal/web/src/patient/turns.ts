import type { Turn } from '../api/types';

/** Pair is what was asked and what the patient said to it. */
export interface Pair {
  asked: string;
  answer: Turn;
}

/** pairs joins each answer with the words of Apricot just before it. */
export function pairs(turns: Turn[]): Pair[] {
  const out: Pair[] = [];
  let asked = '';
  for (const turn of turns) {
    if (turn.from === 'apricot') {
      asked = turn.text;
    } else {
      out.push({ asked, answer: turn });
      asked = '';
    }
  }
  return out;
}

/** introduction is what Apricot said before the question now being asked, once there is no answer between. */
export function introduction(turns: Turn[], question: { id: string; text: string } | null | undefined): string[] {
  const out: string[] = [];
  for (let i = turns.length - 1; i >= 0; i--) {
    const turn = turns[i];
    if (!turn || turn.from === 'patient') break;
    if (turn.question && turn.question === question?.id) continue;
    if (turn.text !== question?.text) out.unshift(turn.text);
  }
  return out;
}

/** readNumber understands full-width digits and both decimal marks; null when it is not one number. */
export function readNumber(text: string): number | null {
  const plain = text.normalize('NFKC').trim().replace(',', '.').replace('。', '.');
  if (!/^[+-]?\d+(\.\d+)?$/.test(plain)) return null;
  return Number(plain);
}
