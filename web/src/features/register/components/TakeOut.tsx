/** Taking something out asks why and says where it is shown; it stays among what was taken out, with the reason. */
import { useState } from 'react';
import { Link } from 'wouter';
import { type Mention, useMentions } from '../../../api';
import { useTranslation } from '../../../i18n';
import { type Entity, takeOut } from '../../../register';
import { announce } from '../../../ui/announcer';
import { Button } from '../../../ui/Button';
import { useRegisterDesk } from '../hooks/useRegisterDesk';
import { ReasonForm } from './ReasonForm';

interface TakeOutProps {
  entity: Exclude<Entity, 'timeline' | 'resource'>;
  id: string;
  name: string;
  onDone: () => void;
}

export function TakeOut({ entity, id, name, onDone }: TakeOutProps) {
  const { t } = useTranslation();
  const { doc, canEdit, slug } = useRegisterDesk();
  const [isAsking, setAsking] = useState(false);
  const { data: mentions = [] } = useMentions(slug, isAsking);
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
        <Places slug={slug} mentions={mentions.filter((each) => each.entity === entity && each.id === id)} />
      </ReasonForm>
    </div>
  );
}

function Places({ slug, mentions }: { slug: string; mentions: readonly Mention[] }) {
  const { t } = useTranslation();
  if (mentions.length === 0) return null;
  return (
    <div className="take-out__places">
      <p>{t('register.takeOut.shown', { count: mentions.length })}</p>
      <ul>
        {mentions.map(({ document, document_title, section, section_title }) => (
          <li key={`${document}/${section}`}>
            <Link href={`/t/${slug}/d/${document}#section-${section}`}>
              {document_title} · {section_title || t('document.section.untitled')}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
