import { Link } from 'wouter';
import { useTranslation } from '../../../i18n';

export const VIEWS = ['soggetti', 'linee', 'tabella', 'calendario'] as const;
export type View = (typeof VIEWS)[number];

/** One register, four looks: each has an address of its own. */
export function ViewTabs({ slug, current }: { slug: string; current: View }) {
  const { t } = useTranslation();
  return (
    <nav className="view-tabs" aria-label={t('register.views')}>
      {VIEWS.map((view) => (
        <Link
          key={view}
          href={view === 'soggetti' ? `/t/${slug}/registro` : `/t/${slug}/registro/${view}`}
          className="view-tabs__tab"
          aria-current={view === current ? 'page' : undefined}
        >
          {t(`register.view.${view}`)}
        </Link>
      ))}
    </nav>
  );
}
