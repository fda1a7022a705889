/** What was taken out, with its reason: nothing is gone, and all can come back. */
import { useTranslation } from '../../../i18n';
import { type Entity, putBackIn, type RegisterSnapshot } from '../../../register';
import { announce } from '../../../ui/announcer';
import { Button } from '../../../ui/Button';
import { useRegisterDesk } from '../hooks/useRegisterDesk';

interface Gone {
  readonly entity: Exclude<Entity, 'timeline' | 'resource'>;
  readonly id: string;
  readonly name: string;
  readonly reason: string;
}

export function TakenOut({ register }: { register: RegisterSnapshot }) {
  const { t } = useTranslation();
  const { doc, canEdit } = useRegisterDesk();
  const gone = goneOf(register);
  if (gone.length === 0) return null;
  return (
    <details className="taken-out">
      <summary>{t('register.takenOut.title', { count: gone.length })}</summary>
      <ul>
        {gone.map(({ entity, id, name, reason }) => {
          const said = name || t('register.takenOut.unnamed');
          return (
            <li key={`${entity}/${id}`}>
              <span>
                <span className="taken-out__kind">{t(`register.takenOut.kind.${entity}`)}</span> {said}
              </span>
              <span className="card-life__reason">«{reason}»</span>
              {canEdit && (
                <Button
                  look="quiet"
                  aria-label={t('register.takenOut.putBackOf', { name: said })}
                  onClick={() => {
                    putBackIn(doc, entity, id);
                    announce(t('register.takenOut.isBack', { name: said }));
                  }}
                >
                  {t('register.takenOut.putBack')}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </details>
  );
}

function goneOf({ commitments, actors, lines, actions, milestones }: RegisterSnapshot): Gone[] {
  const of = <T extends { id: string; removed: string | null }>(
    entity: Gone['entity'],
    all: readonly T[],
    name: (one: T) => string,
  ) => all.map((one) => ({ entity, id: one.id, name: name(one), reason: one.removed ?? '' }));
  return [
    ...of('commitment', commitments.removed, ({ what }) => what),
    ...of('actor', actors.removed, ({ name }) => name),
    ...of('line', lines.removed, ({ name }) => name),
    ...of('action', actions.removed, ({ name }) => name),
    ...of('milestone', milestones.removed, ({ title }) => title),
  ];
}
