import { liteClient } from 'algoliasearch/lite';

import { PRICE_STEPS } from './price_slider.js';
import { withShopper } from './shopper.js';

/**
 * Asks the server which index this shop shows and with which public key.
 * @returns {Promise<{applicationId: string, searchApiKey: string, indexName: string,
 *   replicas?: string[]}>}
 */
export async function fetchStorefront() {
  const response = await fetch('/storefront.json');
  if (!response.ok) throw new Error(`storefront.json: HTTP ${response.status}`);
  return response.json();
}

// The client's own limit for the first byte is one second, hard on a machine that is busy
// building something beside the demo.
const TIMEOUTS = { connect: 4000, read: 8000, write: 30000 };

/**
 * The main request of a search, with the products counted for each step of the price slider. The
 * chosen range is left out of that, so that the slider keeps its bounds.
 */
function withPriceRanges(request) {
  const { facets, hitsPerPage } = request.params ?? {};
  if (hitsPerPage === 0 || !Array.isArray(facets) || !facets.includes('price')) return request;
  const counted = { disjunctiveFacets: ['price'], facetRanges: { price: { edges: PRICE_STEPS } } };
  return { ...request, params: { ...request.params, ...counted } };
}

/**
 * The official search client, pointed at the server that delivered this page. Every search
 * carries the customer's price context.
 */
export function createClient({ applicationId, searchApiKey }) {
  const { hostname, port, protocol } = window.location;
  const host = {
    url: hostname,
    port: port ? Number(port) : undefined,
    protocol: protocol.replace(':', ''),
    accept: 'readWrite',
  };
  const client = liteClient(applicationId, searchApiKey, { hosts: [host], timeouts: TIMEOUTS });
  return {
    ...client,
    search: (requests) =>
      client.search(requests.map((request) => withShopper(withPriceRanges(request)))),
  };
}
