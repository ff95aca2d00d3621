import { useCallback, useEffect, useState } from 'react';
import { Problem } from './client';

export interface Loaded<T> {
  data: T | null;
  problem: Problem | null;
  loading: boolean;
  reload: () => void;
}

/**
 * useLoad reads one thing for one key. When the key changes, what was read for the old key is gone
 * in the same render, so that one patient's data can never stand under another's name.
 */
export function useLoad<T>(key: string, read: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ key: string; data: T | null; problem: Problem | null; loading: boolean }>({
    key, data: null, problem: null, loading: true,
  });
  const [round, setRound] = useState(0);

  useEffect(() => {
    const abort = new AbortController();
    read(abort.signal).then(
      (data) => {
        if (!abort.signal.aborted) setState({ key, data, problem: null, loading: false });
      },
      (cause: unknown) => {
        if (abort.signal.aborted) return;
        const problem = cause instanceof Problem ? cause : new Problem('refused', 0, '');
        setState((old) => ({ key, data: old.key === key ? old.data : null, problem, loading: false }));
      },
    );
    return () => abort.abort();
    // The key names everything that read depends on.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, round]);

  const reload = useCallback(() => {
    setState((old) => ({ ...old, problem: null, loading: true }));
    setRound((n) => n + 1);
  }, []);

  if (state.key !== key) return { data: null, problem: null, loading: true, reload };
  return { data: state.data, problem: state.problem, loading: state.loading, reload };
}
