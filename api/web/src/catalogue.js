// Products by their objectIDs, as this customer sees them.

import { currentContext } from './shopper.js';

const quoted = (id) => `objectID:"${id.replaceAll('"', '\\"')}"`;

/** What fetches products: those that exist, by objectID. */
export function createCatalogue(client, { indexName }) {
  return async function fetchProducts(ids) {
    if (ids.length === 0) return new Map();
    const params = {
      filters: ids.map(quoted).join(' OR '),
      hitsPerPage: ids.length,
      attributesToHighlight: [],
      // Somebody without a price for it may still look at a product.
      priceContext: { ...currentContext(), missing: 'keep' },
    };
    const { results } = await client.search([{ indexName, params }]);
    return new Map(results[0].hits.map((hit) => [hit.objectID, hit]));
  };
}
