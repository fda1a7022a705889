import type { Process } from '../../../api';
import { useTranslation } from '../../../i18n';

export function ProcessHeading({ process }: { process: Process }) {
  const { t } = useTranslation();
  const facts = [
    { term: t('process.promoter'), value: process.promoter },
    { term: t('process.decider'), value: process.decider },
    { term: t('process.law'), value: process.law },
  ].filter((fact) => fact.value !== null && fact.value !== '');

  return (
    <div className="process-heading">
      <div className="process-heading__name">
        <p className="pv-kicker">
          {t('process.kicker')}
          {process.reference && <span className="pv-reference process-heading__reference">{process.reference}</span>}
        </p>
        <h1>{process.title}</h1>
        {process.subtitle && <p className="process-heading__subtitle">{process.subtitle}</p>}
      </div>
      {facts.length > 0 && (
        <dl className="process-heading__facts">
          {facts.map((fact) => (
            <div key={fact.term}>
              <dt>{fact.term}</dt>
              <dd>{fact.value}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
