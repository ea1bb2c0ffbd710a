import instantsearch from 'instantsearch.js/es';
import connectCurrentRefinements from 'instantsearch.js/es/connectors/current-refinements/connectCurrentRefinements';

import { createSearchClient } from './client.js';
import { departments } from './departments.js';
import { CATEGORY_LEVELS, filterWidgets } from './filters.js';
import { formatCount, lastCategory } from './format.js';
import { resultWidgets } from './results.js';
import { createRouting, stateToRoute } from './routing.js';

/** The number of active filters, on the button that opens the drawer. */
const filterCount = connectCurrentRefinements(({ items }) => {
  const count = items.reduce((sum, item) => sum + item.refinements.length, 0);
  document.querySelector('#filter-count').textContent = count ? `(${count})` : '';
});

function headingFor({ query, hierarchicalMenu }) {
  if (query) return `Results for “${query}”`;
  const path = hierarchicalMenu?.[CATEGORY_LEVELS[0]];
  return path?.length ? lastCategory(path[path.length - 1]) : 'All products';
}

function onRender(search, indexName) {
  const uiState = search.getUiState()[indexName] ?? {};
  const heading = headingFor(uiState);
  document.querySelector('#heading').textContent = heading;
  document.title = `${heading} · Aisle`;
  const isStart = Object.keys(stateToRoute(indexName, uiState)).length === 0;
  document.body.classList.toggle('is-start', isStart);
  document.body.classList.toggle('is-slow', search.status === 'stalled');
  const count = search.helper?.lastResults?.nbHits;
  if (count !== undefined)
    document.querySelector('#show-results').textContent = `Show ${formatCount(count)} products`;
}

/**
 * Starts the shop.
 * @param {object} storefront what fetchStorefront() gave
 * @param {object} trouble the error panel
 * @returns {{findHit: (id: string) => object|undefined, redraw: () => void}}
 */
export function startShop(storefront, trouble) {
  const { indexName } = storefront;
  let shown = new Map();
  const search = instantsearch({
    indexName,
    searchClient: createSearchClient(storefront),
    routing: createRouting(indexName),
    insights: false,
    future: { preserveSharedStateOnUnmount: true },
  });
  search.addWidgets([
    ...resultWidgets(storefront, (hits) => {
      shown = new Map(hits.map((hit) => [hit.objectID, hit]));
    }),
    ...filterWidgets(),
    departments({ container: '#departments', attributes: CATEGORY_LEVELS, limit: 20 }),
    filterCount({}),
  ]);
  search.on('render', () => {
    onRender(search, indexName);
    if (search.status === 'idle') trouble.hide();
  });
  search.on('error', () => trouble.show(() => search.refresh()));
  search.start();
  document.querySelector('#hits').addEventListener('click', (event) => {
    if (event.target.closest('[data-start-over]')) search.setUiState({ [indexName]: {} });
  });
  return { findHit: (id) => shown.get(id), redraw: () => search.refresh() };
}
