// In which language names and descriptions are shown. The query is the same for all: the server
// searches every language at once.

const LOCALES = { en: 'en-IE', de: 'de-DE', fr: 'fr-FR' };
const STORAGE_KEY = 'aisle-language';

let current = 'en';
try {
  const stored = window.localStorage.getItem(STORAGE_KEY);
  if (stored && Object.hasOwn(LOCALES, stored)) current = stored;
} catch {
  // Storage may be forbidden; then the choice lasts as long as the page.
}

export const language = () => current;
export const locale = () => LOCALES[current];

export function setLanguage(code) {
  current = code;
  try {
    window.localStorage.setItem(STORAGE_KEY, code);
  } catch {
    // See above.
  }
}

/** The attribute that holds `base` in the shown language, or `base` when the hit lacks it. */
export function localized(hit, base) {
  const attribute = current === 'en' ? base : `${base}_${current}`;
  return hit[attribute] ? attribute : base;
}
