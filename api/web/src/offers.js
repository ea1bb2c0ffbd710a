// What a visitor without a customer group pays: the offers of the list "default" in EUR.

const CURRENCY = 'EUR';

function seconds(time) {
  return typeof time === 'string' ? Date.parse(time) / 1000 : time;
}

function isOpenToAll(offer, now) {
  return (
    (offer.list ?? 'default') === 'default' &&
    offer.currency === CURRENCY &&
    (offer.minQuantity ?? 1) <= 1 &&
    offer.location === undefined &&
    (offer.from === undefined || seconds(offer.from) <= now) &&
    (offer.until === undefined || now < seconds(offer.until))
  );
}

/** The best public offer of a variant, in major units, or undefined when it has none. */
export function offerOf(product, variant, now = Date.now() / 1000) {
  const offers = variant.prices ?? product.prices ?? [];
  const open = offers.filter((offer) => isOpenToAll(offer, now));
  if (open.length === 0) return undefined;
  const best = open.reduce((a, b) => (b.amount < a.amount ? b : a));
  return { amount: best.amount / 100, was: best.was === undefined ? undefined : best.was / 100 };
}

/** The variants of a product; one that is the product itself when it lists none. */
export function variantsOf(product) {
  return product.variants?.length ? product.variants : [product];
}

/** Pieces of a variant in all stores, or undefined when nobody counts them. */
export function stockOf(product, variant) {
  const inventory = variant.inventory ?? product.inventory;
  return inventory?.reduce((sum, { quantity }) => sum + quantity, 0);
}

/**
 * The price on a product's card. The record's own price leads, because sorting and the price
 * filter go by it; the offers add what it was before and whether other variants cost more.
 */
export function cardPrice(product) {
  const offers = variantsOf(product)
    .map((variant) => offerOf(product, variant))
    .filter(Boolean);
  const amounts = offers.map((offer) => offer.amount);
  const amount = product.price ?? (amounts.length ? Math.min(...amounts) : undefined);
  const was = offers.find((offer) => offer.amount === amount && offer.was > amount)?.was;
  const isFrom = amounts.some((other) => other > amount);
  return { amount, was, isFrom };
}

/** The distinct colours of a product, in the order of its variants. */
export function colorsOf(product) {
  return [...new Set(variantsOf(product).flatMap((variant) => variant.color ?? []))];
}
