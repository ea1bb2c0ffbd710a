import { locale } from './language.js';
import { currency } from './shopper.js';

/** An amount in major units as a shopper reads it: "€1,299.00", "1.299,00 €". */
export function formatPrice(amount) {
  const options = { style: 'currency', currency: currency() };
  return new Intl.NumberFormat(locale(), options).format(amount);
}

/** An amount without cents: "€1,299". */
export function formatRoundPrice(amount) {
  const options = { style: 'currency', currency: currency(), maximumFractionDigits: 0 };
  return new Intl.NumberFormat(locale(), options).format(amount);
}

/** A count with thousands separators. */
export function formatCount(count) {
  return new Intl.NumberFormat(locale()).format(count);
}

/** The last step of "Clothing > Shoes > Boots". */
export function lastCategory(path) {
  return path.split(' > ').pop();
}

/** "navy" as a label: "Navy". */
export function capitalized(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
