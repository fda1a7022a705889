/** Before the first promise: three examples in grey, to see what one looks like and to start from. */
import { useTranslation } from '../../../i18n';
import { monthWhen, type ResourceKind } from '../../../register';
import { Button } from '../../../ui/Button';
import { type Draft, EMPTY_DRAFT } from '../model/draft';

interface Example {
  readonly id: 'hall' | 'homework' | 'garden';
  readonly months: readonly [number, number];
  readonly quantity: number | null;
  readonly kind: ResourceKind;
}

const EXAMPLES: readonly Example[] = [
  { id: 'hall', months: [1, 6], quantity: 2, kind: 'tempo' },
  { id: 'homework', months: [2, 9], quantity: 10, kind: 'tempo' },
  { id: 'garden', months: [3, 3], quantity: null, kind: 'strumenti' },
];

export function EmptyRegister({
  own,
  canEdit,
  onUse,
}: {
  own: string | null;
  canEdit: boolean;
  onUse: (draft: Draft) => void;
}) {
  const { t } = useTranslation();

  function use({ id, months, quantity, kind }: Example) {
    onUse({
      ...EMPTY_DRAFT,
      actor: own,
      what: t(`register.example.${id}.what`),
      from: monthWhen(months[0]),
      to: monthWhen(months[1]),
      resources: [{ label: t(`register.example.${id}.resource`), quantity, unit: '', kind }],
      verification: t(`register.example.${id}.verification`),
    });
  }

  return (
    <section className="empty-register" aria-label={t('register.empty.title')}>
      <h2>{t('register.empty.title')}</h2>
      <p>{t('register.empty.lead')}</p>
      <ul>
        {EXAMPLES.map((example) => (
          <li key={example.id} className="commitment commitment--example">
            <p className="commitment__who">{t('register.example.label')}</p>
            <p className="commitment__what">{t(`register.example.${example.id}.what`)}</p>
            <p className="commitment__means">
              M{example.months[0]}
              {example.months[1] !== example.months[0] && `–M${example.months[1]}`} ·{' '}
              {example.quantity !== null && `${example.quantity} `}
              {t(`register.example.${example.id}.resource`)}
            </p>
            <p className="commitment__means">{t(`register.example.${example.id}.verification`)}</p>
            {canEdit && (
              <Button
                aria-label={t('register.example.useOf', { what: t(`register.example.${example.id}.what`) })}
                onClick={() => use(example)}
              >
                {t('register.example.use')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
