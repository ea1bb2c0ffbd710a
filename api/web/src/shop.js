import instantsearch from 'instantsearch.js/es';
import connectCurrentRefinements from 'instantsearch.js/es/connectors/current-refinements/connectCurrentRefinements';

import { departments } from './departments.js';
import { CATEGORY_LEVELS, filterWidgets } from './filters.js';
import { formatCount, lastCategory } from './format.js';
import { resultWidgets } from './results.js';
import { createRouting, stateToRoute } from './routing.js';
import { setStore } from './shopper.js';

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

function onRender(search, indexName, onStart) {
  const uiState = search.getUiState()[indexName] ?? {};
  document.querySelector('#heading').textContent = headingFor(uiState);
  setStore(uiState.menu?.location);
  const isStart = Object.keys(stateToRoute(indexName, uiState)).length === 0;
  const wasStart = document.body.classList.contains('is-start');
  document.body.classList.toggle('is-start', isStart);
  if (isStart && !wasStart) onStart();
  document.body.classList.toggle('is-slow', search.status === 'stalled');
  const count = formatCount(search.helper?.lastResults?.nbHits ?? 0);
  document.querySelector('#show-results').textContent = `Show ${count} products`;
}

/**
 * Starts the search. The results may be hidden behind another view all the while.
 * @param {object} storefront what fetchStorefront() gave
 * @param {{client: object, trouble: object, onSearch: () => void, onStart: () => void,
 *   isShown: () => boolean}} options `onSearch`: the visitor asked for something else on this
 *   page; `onStart`: nothing is asked for any more; `isShown`: the results are
 */
export function startShop(storefront, { client, trouble, onSearch, onStart, isShown }) {
  const { indexName } = storefront;
  const routing = createRouting(storefront);
  const search = instantsearch({
    indexName,
    searchClient: client,
    routing,
    insights: false,
    future: { preserveSharedStateOnUnmount: true },
  });
  search.addWidgets([
    ...resultWidgets(storefront),
    ...filterWidgets(),
    departments({ container: '#departments', attributes: CATEGORY_LEVELS, limit: 20 }),
    filterCount({}),
  ]);
  let address;
  const showTitle = () => {
    document.title = `${document.querySelector('#heading').textContent} · Aisle`;
  };
  search.on('render', () => {
    onRender(search, indexName, onStart);
    const next = search.createURL(search.getUiState());
    const isChanged = address !== undefined && address !== next;
    address = next;
    // Another search than that of the address has no fragment: it was asked for on this page.
    if (isChanged && !new URL(next).hash) onSearch();
    if (search.status === 'idle') trouble.hide('search');
    if (!isShown()) return;
    showTitle();
    if (isChanged) showFirstResults();
  });
  search.on('error', () => {
    // InstantSearch goes back to the last answered state; trying again means the refused one.
    const wanted = search.getUiState();
    trouble.show('search', () => search.setUiState(wanted));
  });
  search.start();
  document.querySelector('#hits').addEventListener('click', (event) => {
    if (event.target.closest('[data-start-over]')) search.setUiState({ [indexName]: {} });
  });
  return {
    showTitle,
    redraw: () => search.refresh(),
    /** Writes the address now, before another view gets its place in the history. */
    settleAddress: () => routing.router.settle(),
    forgetPrices() {
      const uiState = search.getUiState();
      const { range, ...rest } = uiState[indexName] ?? {};
      if (range) routing.router.replace(stateToRoute(indexName, rest));
      search.setUiState({ ...uiState, [indexName]: rest });
      search.refresh();
    },
  };
}
