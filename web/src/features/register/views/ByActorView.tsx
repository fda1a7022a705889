/** Every body with its promises. */
import { memo, useState } from 'react';
import { Link } from 'wouter';
import { useTranslation } from '../../../i18n';
import type { Actor, Commitment, RegisterSnapshot } from '../../../register';
import { proposedLevel } from '../../../register';
import { Avatar } from '../../../ui/Avatar';
import { Button } from '../../../ui/Button';
import { ActorDialog } from '../components/ActorDialog';
import { CardOf } from '../components/CardOf';
import { useRegisterDesk } from '../hooks/useRegisterDesk';
import { type Draft, EMPTY_DRAFT } from '../model/draft';

const NONE: readonly Commitment[] = [];

interface ByActorViewProps {
  register: RegisterSnapshot;
  onPropose: (draft: Draft) => void;
}

export function ByActorView({ register, onPropose }: ByActorViewProps) {
  const { t } = useTranslation();
  const { canEdit } = useRegisterDesk();
  const [editing, setEditing] = useState<string | 'new' | null>(null);
  const orphans = register.commitments.all.filter(({ actor }) => actor === null || !register.actors.byId.has(actor));
  return (
    <div className="groups">
      <h2 className="visually-hidden">{t('register.view.soggetti')}</h2>
      {canEdit && (
        <div className="groups__actions">
          <Button look="quiet" icon="add" onClick={() => setEditing('new')}>
            {t('register.actor.create')}
          </Button>
        </div>
      )}
      {register.actors.all.map((actor) => (
        <ActorGroup
          key={actor.id}
          actor={actor}
          commitments={register.commitmentsOf.get(actor.id) ?? NONE}
          register={register}
          onEdit={setEditing}
          onPropose={onPropose}
        />
      ))}
      {orphans.length > 0 && (
        <section className="group" aria-label={t('register.actor.nobody')}>
          <header className="group__head">
            <h3>{t('register.actor.nobody')}</h3>
          </header>
          <div className="group__cards">
            {orphans.map((commitment) => (
              <CardOf key={commitment.id} commitment={commitment} register={register} />
            ))}
          </div>
        </section>
      )}
      <ActorDialog editing={editing} register={register} onEdit={setEditing} />
    </div>
  );
}

interface ActorGroupProps {
  actor: Actor;
  commitments: readonly Commitment[];
  register: RegisterSnapshot;
  onEdit: (id: string) => void;
  onPropose: (draft: Draft) => void;
}

const ActorGroup = memo(function ActorGroup({ actor, commitments, register, onEdit, onPropose }: ActorGroupProps) {
  const { t } = useTranslation();
  const { slug, canEdit, colorOf } = useRegisterDesk();
  const level = actor.level ?? proposedLevel(actor.primary);
  const name = actor.name || t('register.actor.unnamed');
  const facts = [
    actor.kind && t(`register.actorKind.${actor.kind}`),
    actor.primary && t(`register.category.${actor.primary}`),
    level && t(`register.level.${level}`),
  ].filter((fact) => fact !== null);
  return (
    <section className="group" aria-label={name} data-actor={actor.id}>
      <header className="group__head">
        <h3>
          <Avatar named name={name} color={colorOf(actor.id)} />
        </h3>
        {facts.length > 0 && <p className="group__facts">{facts.join(' · ')}</p>}
        <div className="group__actions">
          <Link className="group__sheet" href={`/t/${slug}/registro/soggetto/${actor.id}`}>
            {t('register.actor.sheet')}
            <span className="visually-hidden"> {name}</span>
          </Link>
          {canEdit && (
            <Button look="quiet" aria-label={t('register.actor.editOf', { name })} onClick={() => onEdit(actor.id)}>
              {t('register.edit')}
            </Button>
          )}
          {canEdit && (
            <Button
              look="quiet"
              icon="add"
              aria-label={t('register.draft.openFor', { name })}
              onClick={() => onPropose({ ...EMPTY_DRAFT, actor: actor.id })}
            >
              {t('register.draft.open')}
            </Button>
          )}
        </div>
      </header>
      {commitments.length === 0 ? (
        <p className="group__empty">{t('register.actor.noCommitment')}</p>
      ) : (
        <div className="group__cards">
          {commitments.map((commitment) => (
            <CardOf key={commitment.id} commitment={commitment} register={register} isUnderActor />
          ))}
        </div>
      )}
    </section>
  );
}, isSameGroup);

/** The register is another one at each letter anywhere; this group is drawn again only for what it shows. */
function isSameGroup(before: ActorGroupProps, after: ActorGroupProps): boolean {
  return (
    before.actor === after.actor &&
    before.commitments === after.commitments &&
    before.register.resources === after.register.resources &&
    before.register.actors === after.register.actors &&
    before.register.timeline === after.register.timeline
  );
}
