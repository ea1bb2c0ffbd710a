// What a customer pays for a variant. The server decides this for every hit; the page repeats it
// for the variants of a product only.

import { currentContext, store } from './shopper.js';

const DECIMALS = 2; // of every currency the demo store sells in

function seconds(time) {
  return typeof time === 'string' ? Date.parse(time) / 1000 : time;
}

function isEligible(offer, context, now) {
  return (
    context.lists.includes(offer.list ?? 'default') &&
    offer.currency === context.currency &&
    (offer.minQuantity ?? 1) <= context.quantity &&
    (offer.location === undefined || offer.location === context.location) &&
    (offer.from === undefined || seconds(offer.from) <= now) &&
    (offer.until === undefined || now < seconds(offer.until))
  );
}

/** Better offers first: list, then location, then quantity, then amount. */
function compareOffers(context) {
  const place = ({ list }) => context.lists.indexOf(list ?? 'default');
  return (a, b) =>
    place(a) - place(b) ||
    (a.location === undefined) - (b.location === undefined) ||
    (b.minQuantity ?? 1) - (a.minQuantity ?? 1) ||
    a.amount - b.amount;
}

/** The offer that counts for a variant, in major units, or undefined when it has none. */
export function offerOf(product, variant, now = Date.now() / 1000) {
  const context = currentContext();
  const offers = variant.prices ?? product.prices ?? [];
  const [best] = offers
    .filter((offer) => isEligible(offer, context, now))
    .sort(compareOffers(context));
  if (!best) return undefined;
  const major = (minor) => (minor === undefined ? undefined : minor / 10 ** DECIMALS);
  return { amount: major(best.amount), was: major(best.was) };
}

/** The variants of a product; one that is the product itself when it lists none. */
export function variantsOf(product) {
  return product.variants?.length ? product.variants : [product];
}

/** Pieces of a variant in the chosen store or in all, or undefined when nobody counts them. */
export function stockOf(product, variant) {
  const inventory = variant.inventory ?? product.inventory;
  const here = inventory?.filter(({ location }) => !store() || location === store());
  return here?.reduce((sum, { quantity }) => sum + quantity, 0);
}

/** The price on a product's card: of the variant shown, and whether others cost less or more. */
export function cardPrice(hit) {
  const range = hit._priceRange;
  const shown = hit._variant?.price ?? (hit.variants?.length ? undefined : offerOf(hit, hit));
  const amount = range?.min;
  const was = shown?.amount === amount && shown?.was > amount ? shown.was : undefined;
  return { amount, was, isFrom: range !== undefined && range.max > range.min };
}

/** The distinct colours of a product, in the order of its variants. */
export function colorsOf(product) {
  return [...new Set(variantsOf(product).flatMap((variant) => variant.color ?? []))];
}
