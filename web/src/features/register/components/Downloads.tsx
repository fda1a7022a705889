import { useTranslation } from '../../../i18n';

const FORMATS = [
  { id: 'csv', path: 'register.csv', file: 'registro.csv' },
  { id: 'json', path: 'register', file: 'registro.json' },
  { id: 'ics', path: 'register.ics', file: 'registro.ics' },
  { id: 'decidim', path: 'register.decidim.csv', file: 'registro-decidim.csv' },
] as const;

/** The whole register to take along, as plain links: they work with every download helper. */
export function Downloads({ slug }: { slug: string }) {
  const { t } = useTranslation();
  return (
    <details className="downloads">
      <summary>{t('register.download.title')}</summary>
      <ul>
        {FORMATS.map(({ id, path, file }) => (
          <li key={id}>
            <a href={`/api/v1/processes/${slug}/${path}`} download={file}>
              {t(`register.download.${id}`)}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}
