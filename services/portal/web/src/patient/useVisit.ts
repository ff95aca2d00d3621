import { useCallback, useEffect, useRef, useState } from 'react';
import { api, Problem } from '../api/client';
import type { Conversation } from '../api/types';
import { setLanguage } from '../i18n';
import { keepHalf } from './half';

/** Step is one thing the patient did. question and words are set when it answers that question. */
interface Step {
  run: () => Promise<Conversation>;
  question?: string;
  words?: string;
}

export interface Visit {
  conversation: Conversation | null;
  busy: boolean;
  slow: boolean;
  problem: Problem | null;
  act: (step: Step) => void;
  /** retry is there where the same step may be done again. */
  retry?: () => void;
}

const slowAfter = 4000;

// React may mount twice; a link opens once, so both mounts share one request.
const opening = new Map<string, Promise<Conversation>>();

function open(token: string): Promise<Conversation> {
  let pending = opening.get(token);
  if (!pending) {
    pending = api.openVisit(token).finally(() => opening.delete(token));
    opening.set(token, pending);
  }
  return pending;
}

/**
 * again repeats a step that failed without an answer from the server. The server may have taken it
 * all the same, so an answer is sent again only if its question is still the one being asked.
 */
async function again(step: Step): Promise<Conversation> {
  if (step.question === undefined) return step.run();
  const now = await api.visit();
  return now.question?.id === step.question ? step.run() : now;
}

/**
 * carry keeps the words of an answer that came too late, in the box of the question of now. Sending them there is for the
 * patient to decide: they answered something else.
 */
function carry(step: Step, now: Conversation): void {
  if (step.words && now.question && now.question.id !== step.question) keepHalf(now.id, now.question.id, step.words);
}

/** useVisit holds the conversation. One step at a time: a second press while one is under way does nothing. */
export function useVisit(token: string): Visit {
  const [conversation, setConversation] = useState<Conversation | null>(null);
  const [busy, setBusy] = useState(true);
  const [slow, setSlow] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [repeats, setRepeats] = useState(true);
  const running = useRef(false);
  const failed = useRef<Step | null>(null);

  const run = useCallback((step: Step, attempt: () => Promise<Conversation>) => {
    if (running.current) return;
    running.current = true;
    failed.current = step;
    setBusy(true);
    setProblem(null);
    const timer = setTimeout(() => setSlow(true), slowAfter);
    const settle = async () => {
      try {
        const next = await attempt();
        failed.current = null;
        setLanguage(next.lang, false);
        setConversation(next);
      } catch (cause) {
        const found = cause instanceof Problem ? cause : new Problem('refused', 0, '');
        const current = found.status === 409 ? await api.visit().catch(() => null) : null;
        if (current) {
          failed.current = null;
          carry(step, current);
          setConversation(current);
        }
        setRepeats(!current);
        setProblem(found);
      } finally {
        clearTimeout(timer);
        running.current = false;
        setSlow(false);
        setBusy(false);
      }
    };
    void settle();
  }, []);

  const act = useCallback((step: Step) => run(step, step.run), [run]);
  const retry = useCallback(() => {
    const step = failed.current;
    if (step) run(step, () => again(step));
  }, [run]);

  useEffect(() => {
    running.current = false;
    act({ run: () => open(token) });
  }, [token, act]);

  return { conversation, busy, slow, problem, act, retry: repeats ? retry : undefined };
}
