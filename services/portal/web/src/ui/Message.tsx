import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { TFunction } from 'i18next';
import type { Problem } from '../api/client';
import { useWords } from '../i18n';
import { Blossom, Icon } from './Icon';

/** explain turns a failed request into a sentence for a person, the server's own words first. */
export function explain(problem: Problem, t: TFunction): string {
  if (problem.kind === 'offline') return t('error.offline');
  if (problem.kind === 'slow') return t('error.slow');
  if (problem.status === 401) return t('error.signedout');
  if (problem.detail && problem.status < 500) return problem.detail;
  if (problem.status === 403) return t('error.forbidden');
  if (problem.status === 404) return t('error.missing');
  if (problem.status === 429) return t('error.busy');
  return t('error.server');
}

/** Failure says what went wrong where it happened and offers to try again. */
export function Failure({ problem, onRetry, note }: { problem: Problem; onRetry?: () => void; note?: string }) {
  const { t } = useWords();
  return (
    <div className="failure" role="alert">
      <Icon name="alert" />
      <div>
        <p className="failure-title">{t('error.title')}</p>
        <p>{explain(problem, t)}</p>
        {note && <p>{note}</p>}
        {onRetry && (
          <Button className="button" onPress={onRetry}>
            {t('retry')}
          </Button>
        )}
      </div>
    </div>
  );
}

/** Loading is quiet at first; the text is there for screen readers at once. */
export function Loading() {
  const { t } = useWords();
  return (
    <p className="loading" role="status">
      <span className="loading-dots" aria-hidden="true" />
      {t('loading')}
    </p>
  );
}

/** FullPage is a page with one message: a used link, an ended session, a wrong address. */
export function FullPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="full-page">
      <Blossom />
      <h1>{title}</h1>
      {children}
    </main>
  );
}
