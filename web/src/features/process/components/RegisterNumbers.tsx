import { useId } from 'react';
import { Link } from 'wouter';
import { useRegisterView } from '../../../api';
import { useTranslation } from '../../../i18n';

/** The register in three numbers; each leads to where it is counted. */
export function RegisterNumbers({ slug }: { slug: string }) {
  const { t } = useTranslation();
  const titleId = useId();
  const { data } = useRegisterView(slug, true);
  const home = `/t/${slug}/registro`;
  return (
    <section className="register-numbers" aria-labelledby={titleId}>
      <h2 id={titleId}>{t('register.home.title')}</h2>
      {data && (
        <ul>
          <li>
            <Link href={`${home}/tabella`}>
              <strong>{data.counts.commitments}</strong>{' '}
              {t('register.home.commitments', { count: data.counts.commitments })}
            </Link>
          </li>
          <li>
            <Link href={home}>
              <strong>{data.counts.actors}</strong> {t('register.home.actors', { count: data.counts.actors })}
            </Link>
          </li>
          <li>
            <Link href={`${home}/calendario`}>
              <strong>{data.counts.milestones}</strong>{' '}
              {t('register.home.milestones', { count: data.counts.milestones })}
            </Link>
          </li>
        </ul>
      )}
      <p>
        <Link href={home} className="register-numbers__open">
          {t('register.home.open')}
        </Link>
      </p>
    </section>
  );
}
