import type {
  Answer, Card, Conversation, DemoUsers, Feedback, Lang, PatientPage, Patients, Session, Trend, WorkItem, Worklist,
} from './types';

/** Problem is every way a request can fail, in a form that a screen can show. */
export class Problem extends Error {
  constructor(
    readonly kind: 'offline' | 'slow' | 'refused',
    readonly status: number,
    readonly detail: string,
  ) {
    super(`${kind} ${status}`);
  }
}

const patience = 20_000;
let language: Lang = 'zh';

/** setRequestLanguage tells the server in which language generated text is wanted. */
export function setRequestLanguage(lang: Lang): void {
  language = lang;
}

function headers(hasBody: boolean): Record<string, string> {
  const out: Record<string, string> = { Accept: 'application/json', 'Accept-Language': language };
  if (hasBody) {
    out['Content-Type'] = 'application/json';
    out['X-Apricot-Request'] = '1';
  }
  return out;
}

async function refused(response: Response): Promise<Problem> {
  let detail = '';
  try {
    const body = (await response.json()) as { detail?: unknown };
    if (typeof body.detail === 'string') detail = body.detail;
  } catch {
    // A proxy may answer with HTML; the status alone is then all there is to say.
  }
  return new Problem('refused', response.status, detail);
}

/** request sends one call and throws only Problem, or the abort of its own signal. */
async function request<T>(method: 'GET' | 'POST', path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const abort = new AbortController();
  const timing = { late: false };
  const timer = setTimeout(() => {
    timing.late = true;
    abort.abort();
  }, patience);
  const onAbort = () => abort.abort();
  if (signal?.aborted) abort.abort();
  signal?.addEventListener('abort', onAbort);
  try {
    const response = await fetch(`/api${path}`, {
      method,
      headers: headers(method === 'POST'),
      body: method === 'POST' ? JSON.stringify(body ?? {}) : null,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: abort.signal,
    });
    if (!response.ok) throw await refused(response);
    if (response.status === 204) return undefined as T;
    return (await response.json()) as T;
  } catch (cause) {
    if (cause instanceof Problem || signal?.aborted) throw cause;
    throw new Problem(timing.late ? 'slow' : 'offline', 0, '');
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

const id = encodeURIComponent;

/** api is the whole contract with the portal: one function for each operation that a screen uses. */
export const api = {
  session: (signal?: AbortSignal) => request<Session>('GET', '/session', undefined, signal),
  logout: () => request<undefined>('POST', '/logout'),
  demoUsers: (signal?: AbortSignal) => request<DemoUsers>('GET', '/demo/users', undefined, signal),
  demoLogin: (user: string) => request<Session>('POST', '/demo/login', { user }),

  openVisit: (token: string) => request<Conversation>('POST', `/visit-links/${id(token)}/open`),
  visit: () => request<Conversation>('GET', '/previsit'),
  answer: (answer: Answer) => request<Conversation>('POST', '/previsit/answers', answer),
  visitLanguage: (lang: Lang) => request<Conversation>('POST', '/previsit/language', { lang }),
  back: (turn?: string) => request<Conversation>('POST', '/previsit/back', turn ? { turn } : {}),
  confirm: () => request<Conversation>('POST', '/previsit/confirm'),
  person: () => request<Conversation>('POST', '/previsit/person'),

  patients: (signal?: AbortSignal) => request<Patients>('GET', '/doctor/patients', undefined, signal),
  patient: (patient: string, signal?: AbortSignal) =>
    request<PatientPage>('GET', `/doctor/patients/${id(patient)}`, undefined, signal),
  feedback: (card: string, feedback: Feedback) =>
    request<undefined>('POST', `/doctor/cards/${id(card)}/feedback`, feedback),
  checkOrders: (patient: string, orders: { text: string }[]) =>
    request<{ cards?: Card[] | null }>('POST', `/doctor/patients/${id(patient)}/check-orders`, { orders }),

  worklist: (status: 'open' | 'all', signal?: AbortSignal) =>
    request<Worklist>('GET', `/care/worklist?status=${status}`, undefined, signal),
  trend: (patient: string, metric: string, days: number, signal?: AbortSignal) =>
    request<Trend>('GET', `/care/patients/${id(patient)}/vitals?metric=${id(metric)}&days=${days}`, undefined, signal),
  acknowledge: (task: string) => request<WorkItem>('POST', `/care/tasks/${id(task)}/acknowledge`),
  close: (task: string, reason: string) => request<WorkItem>('POST', `/care/tasks/${id(task)}/close`, { reason }),
};
