import { useEffect } from 'react';
import { Link, useLocation } from 'wouter';
import { useTranslation } from '../i18n';
import { buttonClass } from '../ui/Button';
import { MAIN_ID } from '../ui/TopBar';

export function NotFoundPage() {
  const { t } = useTranslation();
  const [path] = useLocation();
  const slug = /^\/t\/([^/]+)\//.exec(path)?.[1];
  useEffect(() => {
    document.title = `${t('common.notFound.title')} · ${t('common.appName')}`;
  }, [t]);
  return (
    <main id={MAIN_ID} tabIndex={-1} className="pv-page">
      <div className="pv-plain">
        <h1>{t('common.notFound.title')}</h1>
        <p>{t('common.notFound.body')}</p>
        {slug !== undefined && (
          <Link href={`/t/${slug}`} className={buttonClass('primary')}>
            {t('common.notFound.back')}
          </Link>
        )}
      </div>
    </main>
  );
}
