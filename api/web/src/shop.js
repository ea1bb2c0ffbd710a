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

/** Brings the first products into view when a change of filters left them scrolled away. */
function showFirstResults() {
  const results = document.querySelector('#results');
  if (results.getBoundingClientRect().top < 0) results.scrollIntoView();
}

function onRender(search, indexName) {
  const uiState = search.getUiState()[indexName] ?? {};
  const heading = headingFor(uiState);
  document.querySelector('#heading').textContent = heading;
  document.title = `${heading} · Aisle`;
  const isStart = Object.keys(stateToRoute(indexName, uiState)).length === 0;
  document.body.classList.toggle('is-start', isStart);
  document.body.classList.toggle('is-slow', search.status === 'stalled');
  const count = formatCount(search.helper?.lastResults?.nbHits ?? 0);
  document.querySelector('#show-results').textContent = `Show ${count} products`;
}

/**
 * Starts the shop.
 * @param {object} storefront what fetchStorefront() gave
 * @param {object} trouble the error panel
 * @returns {{findHit: (id: string) => object|undefined, redraw: () => void,
 *   forgetPrices: () => void}}
 */
export function startShop(storefront, trouble) {
  const { indexName } = storefront;
  let shown = new Map();
  const search = instantsearch({
    indexName,
    searchClient: createSearchClient(storefront),
    routing: createRouting(storefront),
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
  let route;
  search.on('render', () => {
    onRender(search, indexName);
    const nextRoute = search.createURL(search.getUiState());
    if (route !== undefined && route !== nextRoute) showFirstResults();
    route = nextRoute;
    if (search.status === 'idle') trouble.hide();
  });
  search.on('error', () => {
    // InstantSearch goes back to the last answered state; trying again means the refused one.
    const wanted = search.getUiState();
    trouble.show(() => search.setUiState(wanted));
  });
  search.start();
  document.querySelector('#hits').addEventListener('click', (event) => {
    if (event.target.closest('[data-start-over]')) search.setUiState({ [indexName]: {} });
  });
  return {
    findHit: (id) => shown.get(id),
    redraw: () => search.refresh(),
    forgetPrices: () => {
      search.setUiState((uiState) => {
        const { range, ...rest } = uiState[indexName] ?? {};
        return { ...uiState, [indexName]: rest };
      });
      search.refresh();
    },
  };
}
