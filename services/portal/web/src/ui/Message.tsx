import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { Problem } from '../api/client';
import { useWords } from '../i18n';
import { explain } from './explain';
import { Blossom, Icon } from './Icon';

/** Failure says what went wrong where it happened and offers to try again. */
export function Failure({ problem, onRetry, note }: { problem: Problem; onRetry?: () => void; note?: string }) {
  const { t, lang } = useWords();
  return (
    <div className="failure" role="alert">
      <Icon name="alert" />
      <div>
        <p className="failure-title">{t('error.title')}</p>
        <p>{explain(problem, t, lang)}</p>
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
