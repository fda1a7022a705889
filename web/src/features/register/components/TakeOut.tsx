/** Taking something out asks why and says where it is shown; it stays among what was taken out, with the reason. */
import { useState } from 'react';
import { useTranslation } from '../../../i18n';
import { type Entity, takeOut } from '../../../register';
import { announce } from '../../../ui/announcer';
import { Button } from '../../../ui/Button';
import { useRegisterDesk } from '../hooks/useRegisterDesk';
import { ReasonForm } from './ReasonForm';
import { SectionLinks, useSections } from './SpokenOf';

interface TakeOutProps {
  entity: Exclude<Entity, 'timeline' | 'resource'>;
  id: string;
  name: string;
  onDone: () => void;
}

export function TakeOut({ entity, id, name, onDone }: TakeOutProps) {
  const { t } = useTranslation();
  const { doc, canEdit } = useRegisterDesk();
  const [isAsking, setAsking] = useState(false);
  const sections = useSections((mention) => mention.entity === entity && mention.id === id, isAsking);
  if (!canEdit) return null;
  if (!isAsking) {
    return (
      <div className="take-out">
        <Button look="quiet" onClick={() => setAsking(true)}>
          {t('register.takeOut.open')}
        </Button>
      </div>
    );
  }
  return (
    <div className="take-out">
      <ReasonForm
        label={t('register.takeOut.reason')}
        hint={t('register.takeOut.hint')}
        confirm={t('register.takeOut.confirm')}
        look="danger"
        onCancel={() => setAsking(false)}
        onConfirm={(reason) => {
          takeOut(doc, entity, id, reason);
          announce(t('register.takeOut.done', { name }));
          onDone();
        }}
      >
        {sections.length > 0 && (
          <div className="spoken-of">
            <p>{t('register.takeOut.shown', { count: sections.length })}</p>
            <ul>
              <SectionLinks sections={sections} />
            </ul>
          </div>
        )}
      </ReasonForm>
    </div>
  );
}
