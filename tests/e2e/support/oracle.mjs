// What a search must answer, recomputed row by row from the generated records. Slow and plain on
// purpose: it shares nothing with the engine.

/** One row per variant; a variant's own attribute hides the product's. */
export function rowsOf(product) {
  return product.variants?.length
    ? product.variants.map((variant) => ({ ...product, ...variant }))
    : [product];
}

/** The values of a dotted attribute of a row; its locations are those that have it in stock. */
export function valuesOf(row, attribute) {
  if (attribute === 'location') {
    const inStock = (row.inventory ?? []).filter(({ quantity }) => quantity >= 1);
    return inStock.map(({ location }) => location);
  }
  const value = attribute.split('.').reduce((node, key) => node?.[key], row);
  return value === undefined || value === null ? [] : [value].flat();
}

/** A condition on a row: its attribute has the value. */
export const has = (attribute, value) => (row) =>
  valuesOf(row, attribute).some((own) => String(own).toLowerCase() === String(value).toLowerCase());

export const not = (condition) => (row) => !condition(row);
export const all =
  (...conditions) =>
  (row) =>
    conditions.every((condition) => condition(row));
export const any =
  (...conditions) =>
  (row) =>
    conditions.some((condition) => condition(row));

/** A condition on a number of a row. */
export const compare = (attribute, test) => (row) => valuesOf(row, attribute).some(test);

/** The products with a row that meets the condition, each with those rows. */
export function matches(products, condition = () => true) {
  return products
    .map((product) => ({ product, rows: rowsOf(product).filter(condition) }))
    .filter(({ rows }) => rows.length > 0);
}

export const idsOf = (matched) => matched.map(({ product }) => product.objectID).sort();

/** How many matched products have each value of an attribute on a matching row. */
export function facetCounts(matched, attribute) {
  const counts = {};
  for (const { rows } of matched) {
    for (const value of new Set(rows.flatMap((row) => valuesOf(row, attribute)))) {
      counts[value] = (counts[value] ?? 0) + 1;
    }
  }
  return counts;
}

/** The values of an attribute, the commonest first. */
export function commonest(products, attribute) {
  const counts = Object.entries(facetCounts(matches(products), attribute));
  return counts.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([value]) => value);
}
