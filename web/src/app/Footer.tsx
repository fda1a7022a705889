import { LANGUAGES, switchLanguage, useTranslation } from '../i18n';

export function Footer() {
  const { t, i18n } = useTranslation();
  return (
    <footer className="pv-footer">
      <div className="pv-page pv-footer__row">
        <p>{t('common.about')}</p>
        <fieldset className="pv-language">
          <legend className="visually-hidden">{t('common.language.label')}</legend>
          {LANGUAGES.map((language) => (
            <button
              key={language}
              type="button"
              lang={language}
              className="pv-language__choice"
              aria-pressed={i18n.language === language}
              onClick={() => switchLanguage(language)}
            >
              {t(`common.language.${language}`)}
            </button>
          ))}
        </fieldset>
      </div>
    </footer>
  );
}
