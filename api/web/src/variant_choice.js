// Which variant of a product is chosen, when a visitor picks a colour, a size, a storage.

import { capitalized } from './format.js';
import { stockOf, variantsOf } from './offers.js';

const OPTIONS = ['color', 'size', 'storage'];

/** The variants' options that leave a choice: `{ name, values }`, in the order of the record. */
export function optionsOf(product) {
  return OPTIONS.map((name) => ({
    name,
    values: [...new Set(variantsOf(product).flatMap((variant) => variant[name] ?? []))],
  })).filter(({ values }) => values.length > 0);
}

const isSoldOut = (product, variant) => stockOf(product, variant) === 0;

/** The variant to begin with: the one the server shows, or another that is in stock. */
export function firstVariant(product) {
  const isShown = ({ sku }) => sku !== undefined && sku === product._variant?.sku;
  return [...variantsOf(product)].sort(
    (a, b) => isSoldOut(product, a) - isSoldOut(product, b) || isShown(b) - isShown(a),
  )[0];
}

/** The variant with this value that keeps most of what was chosen, rather one in stock. */
export function pickVariant(product, chosen, name, value) {
  const kept = (variant) =>
    OPTIONS.filter((other) => other !== name && variant[other] === chosen[other]).length;
  return variantsOf(product)
    .filter((variant) => variant[name] === value)
    .sort((a, b) => kept(b) - kept(a) || isSoldOut(product, a) - isSoldOut(product, b))[0];
}

/** Whether a value can be had together with the rest of what was chosen. */
export function isOffered(product, chosen, name, value) {
  return variantsOf(product).some(
    (variant) =>
      variant[name] === value &&
      OPTIONS.every((other) => other === name || variant[other] === chosen[other]) &&
      !isSoldOut(product, variant),
  );
}

/** "Navy, M" for a variant of several, nothing for a product without any. */
export function variantLabel(variant) {
  return capitalized(OPTIONS.flatMap((name) => variant[name] ?? []).join(', '));
}
