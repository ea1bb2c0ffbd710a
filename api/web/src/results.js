import clearRefinements from 'instantsearch.js/es/widgets/clear-refinements/clear-refinements';
import configure from 'instantsearch.js/es/widgets/configure/configure';
import currentRefinements from 'instantsearch.js/es/widgets/current-refinements/current-refinements';
import hits from 'instantsearch.js/es/widgets/hits/hits';
import pagination from 'instantsearch.js/es/widgets/pagination/pagination';
import searchBox from 'instantsearch.js/es/widgets/search-box/search-box';
import sortBy from 'instantsearch.js/es/widgets/sort-by/sort-by';
import stats from 'instantsearch.js/es/widgets/stats/stats';

import { cardTemplate } from './card.js';
import { capitalized, formatCount, formatPrice, lastCategory } from './format.js';
import { visitor } from './insights.js';

const REFINEMENT_TITLES = {
  brand: 'Brand',
  color: 'Colour',
  size: 'Size',
  price: 'Price',
  rating: 'Rating',
  location: 'Store',
  free_shipping: 'Shipping',
  on_sale: 'Offer',
  'hierarchicalCategories.lvl0': 'Category',
};

const SORT_LABELS = {
  price_asc: 'Price: low to high',
  price_desc: 'Price: high to low',
  newest: 'Newest first',
};

function refinementLabel({ attribute, operator, value, label }) {
  const sign = { '>=': 'from', '<=': 'up to' }[operator] ?? '';
  if (attribute === 'price') return `${sign} ${formatPrice(value)}`;
  if (attribute === 'rating') return `${sign} ${value} stars`;
  if (attribute === 'free_shipping') return 'free';
  if (attribute === 'on_sale') return 'on sale';
  if (attribute === 'location') return capitalized(label);
  if (attribute === 'color') return capitalized(label);
  return lastCategory(label);
}

function nameRefinements(items) {
  return items.map((item) => ({
    ...item,
    label: REFINEMENT_TITLES[item.attribute] ?? item.label,
    refinements: item.refinements.map((refinement) => ({
      ...refinement,
      label: refinementLabel(refinement),
    })),
  }));
}

function statsTemplate({ nbHits, processingTimeMS }, { html }) {
  const noun = nbHits === 1 ? 'product' : 'products';
  const time = html`<span class="stats__time">found in ${processingTimeMS} ms</span>`;
  return html`<strong>${formatCount(nbHits)}</strong> ${noun} ${time}`;
}

function emptyTemplate({ query }, { html }) {
  const what = query ? html`for “<strong>${query}</strong>”` : 'with these filters';
  return html`<div class="empty">
    <svg class="empty__icon" viewBox="0 0 48 48" aria-hidden="true">
      <circle cx="21" cy="21" r="13" />
      <path d="m31 31 11 11M16 21h10" />
    </svg>
    <h3>Nothing found ${what}</h3>
    <p>Three things that often help:</p>
    <ul>
      <li>take away a filter, or all of them;</li>
      <li>use fewer or more general words, such as “lamp” in place of “reading lamp”;</li>
      <li>browse a department in the bar above.</li>
    </ul>
    <button type="button" class="button button--strong" data-start-over>Start over</button>
  </div>`;
}

function sortItems({ indexName, replicas = [] }) {
  const known = replicas.map((name) => ({
    value: name,
    label: SORT_LABELS[name.slice(indexName.length + 1)] ?? name,
  }));
  return [{ value: indexName, label: 'Best match' }, ...known];
}

/** Search box, results and everything around them, into the containers of index.html. */
export function resultWidgets(storefront) {
  return [
    configure({
      hitsPerPage: 24,
      clickAnalytics: true,
      userToken: visitor(),
      attributesToSnippet: ['description:16', 'description_de:16', 'description_fr:16'],
      snippetEllipsisText: '…',
    }),
    searchBox({
      container: '#search-box',
      placeholder: 'Search the shop',
      showLoadingIndicator: true,
    }),
    stats({ container: '#stats', templates: { text: statsTemplate } }),
    sortBy({ container: '#sort-by', items: sortItems(storefront) }),
    currentRefinements({ container: '#refinements', transformItems: nameRefinements }),
    clearRefinements({
      container: '#clear-refinements',
      templates: { resetLabel: () => 'Clear all filters' },
    }),
    hits({
      container: '#hits',
      templates: { item: cardTemplate, empty: emptyTemplate },
    }),
    pagination({ container: '#pagination', padding: 2, scrollTo: false }),
  ];
}
