import { useTranslation } from '../../../i18n';
import type { Presence } from '../../../sync';
import { Button } from '../../../ui/Button';
import { Icon } from '../../../ui/Icon';
import { closureOf, hasNumber, type Section } from '../sections';

interface OutlineProps {
  sections: readonly Section[];
  others: readonly Presence[];
  current: string | null;
  onChoose: (section: string) => void;
  onAdd: (() => void) | null;
}

/** The sections, and who is where. */
export function Outline({ sections, others, current, onChoose, onAdd }: OutlineProps) {
  const { t } = useTranslation();
  const used = sections.filter((section) => section.aside === null);
  return (
    <nav className="outline" aria-label={t('document.outline.title')}>
      <ol className="outline__list">
        {used.map((section) => (
          <li key={section.id}>
            <a
              className="outline__link"
              href={`#section-${section.id}`}
              aria-current={section.id === current ? 'true' : undefined}
              onClick={(event) => {
                event.preventDefault();
                onChoose(section.id);
              }}
            >
              <span className="outline__number">{hasNumber(section) ? section.number : ''}</span>
              <span className="outline__title">{section.title || t('document.section.untitled')}</span>
              {closureOf(section) && (
                <span className="outline__lock">
                  <Icon name="lock" />
                  <span className="visually-hidden">{t('document.lock.inOutline')}</span>
                </span>
              )}
              <WhoIsThere people={others.filter((other) => other.section === section.id)} />
            </a>
          </li>
        ))}
      </ol>
      {onAdd && (
        <Button look="quiet" icon="add" onClick={onAdd}>
          {t('document.outline.add')}
        </Button>
      )}
    </nav>
  );
}

function WhoIsThere({ people }: { people: readonly Presence[] }) {
  const { t } = useTranslation();
  if (people.length === 0) return null;
  const names = people.map((person) => person.name).join(', ');
  return (
    <span className="outline__people" title={names}>
      <span aria-hidden="true" className="outline__dot" style={{ background: people[0]?.color }} />
      {people.length > 1 && <span aria-hidden="true">{people.length}</span>}
      <span className="visually-hidden">{t('document.outline.here', { names })}</span>
    </span>
  );
}
