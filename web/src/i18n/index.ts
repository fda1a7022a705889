import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { chooseLanguage, isLanguage, type Language, rememberLanguage, storedLanguage } from './language';

export { useTranslation } from 'react-i18next';
export * from './dates';
export { LANGUAGES, type Language } from './language';
/** `t` for code that is not a component; components use `useTranslation`. */
export const t = i18next.t.bind(i18next);

export function currentLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : 'it';
}

async function loadCatalogue(language: Language) {
  if (i18next.hasResourceBundle(language, 'translation')) return;
  const { catalogue } = language === 'en' ? await import('./catalogue.en') : await import('./catalogue.it');
  i18next.addResourceBundle(language, 'translation', catalogue);
}

/** Only the language in use is fetched; both catalogues are complete, so there is no fallback. */
export async function startTranslations(language?: Language): Promise<void> {
  const wanted = language ?? chooseLanguage(storedLanguage(), navigator.languages);
  await i18next.use(initReactI18next).init({
    lng: wanted,
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false }, // React escapes.
    react: { useSuspense: false, bindI18nStore: 'added' },
  });
  await loadCatalogue(wanted);
  document.documentElement.lang = wanted;
}

export async function switchLanguage(language: Language): Promise<void> {
  await loadCatalogue(language);
  await i18next.changeLanguage(language);
  rememberLanguage(language);
  document.documentElement.lang = language;
}
