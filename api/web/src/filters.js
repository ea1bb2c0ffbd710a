import hierarchicalMenu from 'instantsearch.js/es/widgets/hierarchical-menu/hierarchical-menu';
import menuSelect from 'instantsearch.js/es/widgets/menu-select/menu-select';
import panel from 'instantsearch.js/es/widgets/panel/panel';
import ratingMenu from 'instantsearch.js/es/widgets/rating-menu/rating-menu';
import refinementList from 'instantsearch.js/es/widgets/refinement-list/refinement-list';
import toggleRefinement from 'instantsearch.js/es/widgets/toggle-refinement/toggle-refinement';

import { starsTemplate } from './card.js';
import { colorOf } from './colors.js';
import { capitalized, formatCount } from './format.js';
import { priceSlider } from './price_slider.js';

export const CATEGORY_LEVELS = ['lvl0', 'lvl1', 'lvl2'].map(
  (level) => `hierarchicalCategories.${level}`,
);

const CLOTHING_SIZES = ['XXS', 'XS', 'S', 'M', 'L', 'XL', 'XXL', '3XL', '4XL'];

/** Sizes in the order of a shelf: XS before S before M, 36 before 38, the rest by name. */
function compareSizes(a, b) {
  const rank = ({ name }) => {
    const at = CLOTHING_SIZES.indexOf(name.toUpperCase());
    return at < 0 ? CLOTHING_SIZES.length : at;
  };
  return rank(a) - rank(b) || a.name.localeCompare(b.name, 'en', { numeric: true });
}

const hideWhenEmpty = ({ items }) => items.every(({ count }) => count === 0);

function titled(title, widget, hidden) {
  return panel({ templates: { header: () => title }, ...(hidden ? { hidden } : {}) })(widget);
}

const showMoreText = ({ isShowingMore }) => (isShowingMore ? 'Show less' : 'Show more');

// The checkbox stays a real one, so that keyboard and screen reader work as everywhere.
function swatchTemplate({ label, count, isRefined, value }, { html }) {
  return html`<label class="swatch" title="${capitalized(label)}">
    <input type="checkbox" class="swatch__box" value=${value} checked=${isRefined} />
    <span class="swatch__chip" style="background: ${colorOf(label)}"></span>
    <span class="swatch__name">${capitalized(label)}</span>
    <span class="swatch__count">${formatCount(count)}</span>
  </label>`;
}

function sizeTemplate({ label, count, isRefined, value }, { html }) {
  return html`<label class="size" title="${formatCount(count)} products">
    <input type="checkbox" class="size__box" value=${value} checked=${isRefined} />
    <span class="size__name">${label}</span>
    <span class="visually-hidden">, ${formatCount(count)} products</span>
  </label>`;
}

function ratingTemplate({ name, count, isRefined, url }, { html }) {
  return html`<a class="rating" href=${url} aria-current=${isRefined ? 'true' : undefined}>
    ${starsTemplate(Number(name), html)}
    <span class="rating__text">${name === '5' ? 'only' : '& up'}</span>
    <span class="ais-RefinementList-count">${formatCount(count)}</span>
  </a>`;
}

function toggle(container, attribute, label) {
  return toggleRefinement({
    container,
    attribute,
    on: true,
    templates: {
      labelText: ({ onFacetValue }, { html }) =>
        html`<span>${label}</span
          ><span class="ais-RefinementList-count">${formatCount(onFacetValue.count ?? 0)}</span>`,
    },
  });
}

/** Every widget of the filter column, into the containers of index.html. */
export function filterWidgets() {
  return [
    titled(
      'Category',
      hierarchicalMenu,
      hideWhenEmpty,
    )({
      container: '#filter-category',
      attributes: CATEGORY_LEVELS,
      limit: 8,
      showMore: true,
      showMoreLimit: 40,
      sortBy: ['isRefined', 'count:desc', 'name:asc'],
      templates: { showMoreText },
    }),
    titled(
      'Brand',
      refinementList,
    )({
      container: '#filter-brand',
      attribute: 'brand',
      searchable: true,
      searchablePlaceholder: 'Find a brand',
      searchableIsAlwaysActive: true,
      limit: 7,
      showMore: true,
      showMoreLimit: 40,
      templates: {
        showMoreText,
        searchableNoResults: () => 'No brand of that name here.',
      },
    }),
    titled(
      'Colour',
      refinementList,
      hideWhenEmpty,
    )({
      container: '#filter-color',
      attribute: 'color',
      limit: 10,
      showMore: true,
      showMoreLimit: 40,
      templates: { item: swatchTemplate, showMoreText },
    }),
    titled(
      'Size',
      refinementList,
      hideWhenEmpty,
    )({
      container: '#filter-size',
      attribute: 'size',
      limit: 16,
      showMore: true,
      showMoreLimit: 80,
      sortBy: compareSizes,
      templates: { item: sizeTemplate, showMoreText },
    }),
    titled('Price', priceSlider)({ container: '#filter-price', attribute: 'price' }),
    titled(
      'Rating',
      ratingMenu,
      hideWhenEmpty,
    )({
      container: '#filter-rating',
      attribute: 'rating',
      templates: { item: ratingTemplate },
    }),
    titled(
      'My store',
      menuSelect,
    )({
      container: '#filter-store',
      attribute: 'location',
      limit: 50,
      sortBy: ['name:asc'],
      templates: {
        item: ({ label, count }) => `${capitalized(label)} (${formatCount(count)})`,
        defaultOption: () => 'Any store',
      },
    }),
    toggle('#filter-shipping', 'free_shipping', 'Free shipping'),
    toggle('#filter-sale', 'on_sale', 'On sale'),
  ];
}
