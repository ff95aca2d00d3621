import { useEffect, useState } from 'react';
import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay, ToggleButton } from 'react-aria-components';
import { api } from '../api/client';
import type { Conversation } from '../api/types';
import { useWords } from '../i18n';
import { Blossom, Icon } from '../ui/Icon';
import { recall, remember } from '../ui/memory';
import { LanguageButton } from '../ui/Shell';
import { useTall } from '../ui/tall';
import type { Visit } from './useVisit';

const key = 'apricot.elder';

function Elder() {
  const { t } = useWords();
  const [on, setOn] = useState(() => recall(key) === '1');
  useEffect(() => {
    document.documentElement.classList.add('for-patients');
    document.documentElement.classList.toggle('elder', on);
    return () => document.documentElement.classList.remove('elder', 'for-patients');
  }, [on]);
  const choose = (next: boolean) => {
    setOn(next);
    remember(key, next ? '1' : '0');
  };
  return (
    <ToggleButton className="button quiet" isSelected={on} onChange={choose}>
      {({ isSelected }) => (
        <>
          {isSelected && <Icon name="check" />}
          {t('p.elder')}
        </>
      )}
    </ToggleButton>
  );
}

function Person({ visit, conversation }: { visit: Visit; conversation: Conversation }) {
  const { t } = useWords();
  const asked = conversation.status === 'person';
  return (
    <DialogTrigger>
      <Button className="button person-button">
        <Icon name={asked ? 'check' : 'person'} />
        {t('p.person')}
      </Button>
      <ModalOverlay className="overlay" isDismissable>
        <Modal className="modal">
          <Dialog className="dialog">
            {({ close }) => (
              <>
                <Heading slot="title">{asked ? t('p.person.done') : t('p.person.title')}</Heading>
                <p>{asked ? conversation.labels.person : t('p.person.text')}</p>
                <p className="dialog-strong">{t('p.person.urgent')}</p>
                <div className="dialog-actions">
                  {!asked && (
                    <Button
                      className="button primary"
                      onPress={() => {
                        close();
                        visit.act({ run: () => api.person() });
                      }}
                    >
                      {t('p.person.ask')}
                    </Button>
                  )}
                  <Button className="button" onPress={close}>{t('p.person.stay')}</Button>
                </div>
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}

/** Bar keeps in sight, on every screen, that this is an AI and how to reach a person. */
export function Bar({ visit, conversation }: { visit: Visit; conversation: Conversation }) {
  const { t } = useWords();
  const bar = useTall<HTMLElement>();
  return (
    <>
      <header className="patient-top">
        <span className="patient-brand">
          <Blossom />
          <span>{t('brand')}</span>
        </span>
        <Elder />
        <LanguageButton isDisabled={visit.busy} onChange={(lang) => visit.act({ run: () => api.visitLanguage(lang) })} />
      </header>
      <aside ref={bar} className="ai-bar" aria-label={t('p.ai')}>
        <p className="ai-bar-text">
          <Icon name="spark" />
          {t('p.ai')}
        </p>
        <Person visit={visit} conversation={conversation} />
      </aside>
    </>
  );
}
