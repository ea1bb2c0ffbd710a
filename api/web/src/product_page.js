import { html } from 'htm/preact';
import { render } from 'preact';

import { starsTemplate } from './card.js';
import { colorOf } from './colors.js';
import { capitalized, formatCount, formatPrice } from './format.js';
import { language, localized } from './language.js';
import { offerOf, stockOf, variantsOf } from './offers.js';
import { drawProduct } from './picture.js';
import { queryOf } from './routing.js';
import { store } from './shopper.js';
import { firstVariant, isOffered, optionsOf, pickVariant } from './variant_choice.js';

// A product's page: what it is, each of its variants with price and stock, and what goes with
// it. htm writes every text of a record as text, so nothing of it is ever read as markup.

const OPTION_TITLES = { color: 'Colour', size: 'Size', storage: 'Storage' };

function stockState(quantity) {
  if (quantity === undefined) return { name: 'good', text: 'Available' };
  if (quantity === 0) return { name: 'none', text: 'Sold out' };
  if (quantity <= 3) return { name: 'low', text: `Only ${quantity} left` };
  return { name: 'good', text: `${formatCount(quantity)} in stock` };
}

function stockTemplate(product, variant) {
  const { name, text } = stockState(stockOf(product, variant));
  const where = store() ? ` at ${capitalized(store().replaceAll('-', ' '))}` : '';
  return html`<p class="stock stock--${name}">${text}${where}</p>`;
}

function priceTemplate(product, variant) {
  const offer = offerOf(product, variant);
  if (offer === undefined) return html`<p class="product__price">Price on request</p>`;
  const isReduced = offer.was > offer.amount;
  return html`<p class="product__price">
    <span class=${isReduced ? 'price__now--sale' : ''}>${formatPrice(offer.amount)}</span>
    ${isReduced ? html` <s class="price__was">${formatPrice(offer.was)}</s>` : ''}
  </p>`;
}

function optionTemplate(product, chosen, { name, values }, onPick) {
  const button = (value) => {
    const isChosen = chosen[name] === value;
    const note = isOffered(product, chosen, name, value) ? '' : 'pick__option--none';
    return html`<button
      type="button"
      class="pick__option pick__option--${name} ${note}"
      aria-pressed=${String(isChosen)}
      onClick=${() => onPick(pickVariant(product, chosen, name, value))}
    >
      ${name === 'color' ? html`<span class="pick__chip" style="background: ${colorOf(value)}"></span>` : ''}
      ${name === 'color' ? capitalized(value) : value}
    </button>`;
  };
  return html`<div class="pick" role="group" aria-label=${OPTION_TITLES[name]}>
    <p class="pick__title">${OPTION_TITLES[name]}</p>
    ${values.map(button)}
  </div>`;
}

function variantTable(product, options) {
  const variants = variantsOf(product);
  if (variants.length < 2) return '';
  const row = (variant) => {
    const offer = offerOf(product, variant);
    const { name, text } = stockState(stockOf(product, variant));
    return html`<tr>
      ${options.map((option) => html`<td>${capitalized(String(variant[option.name] ?? '–'))}</td>`)}
      <td class="variants__price">${offer ? formatPrice(offer.amount) : '–'}</td>
      <td class="stock stock--${name}">${text}</td>
    </tr>`;
  };
  return html`<details class="product__variants">
    <summary>All ${formatCount(variants.length)} variants</summary>
    <table class="variants">
      <caption class="visually-hidden">
        Variants with price and stock
      </caption>
      <thead>
        <tr>
          ${options.map(({ name }) => html`<th scope="col">${OPTION_TITLES[name]}</th>`)}
          <th scope="col">Price</th>
          <th scope="col">Stock</th>
        </tr>
      </thead>
      <tbody>
        ${variants.map(row)}
      </tbody>
    </table>
  </details>`;
}

function factsTemplate(product, chosen) {
  const entries = [
    ['Material', product.material && capitalized(product.material)],
    ['Shipping', product.free_shipping ? 'Free' : 'Calculated at checkout'],
    ['Article', chosen.sku ?? product.objectID],
  ].filter(([, value]) => value);
  return html`<dl class="facts">
    ${entries.map(
      ([term, value]) =>
        html`<dt>${term}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

function ratingTemplate({ rating_average: rating, num_reviews: reviews = 0 }) {
  if (rating === undefined) return '';
  return html`<p class="product__rating">
    ${starsTemplate(rating, html)} ${rating} of 5, ${formatCount(reviews)} reviews
  </p>`;
}

function crumbsTemplate({ hierarchicalCategories: levels = {} }) {
  const paths = [levels.lvl0, levels.lvl1, levels.lvl2].flatMap((path) => path ?? []);
  const address = (path) => `/?${queryOf({ category: path.split(' > ') })}`;
  return html`<nav class="crumbs" aria-label="Categories">
    <a class="crumbs__back" href="#/">Back to the results</a>
    <ol>
      ${paths.map((path) => html`<li><a href=${address(path)}>${path.split(' > ').pop()}</a></li>`)}
    </ol>
  </nav>`;
}

function productTemplate(product, chosen, { pick, add }) {
  const options = optionsOf(product);
  const isSoldOut = stockOf(product, chosen) === 0;
  const canBuy = !isSoldOut && offerOf(product, chosen) !== undefined;
  return html`${crumbsTemplate(product)}
    <div class="product">
      <div
        class="product__picture"
        dangerouslySetInnerHTML=${{ __html: drawProduct(product, chosen.color) }}
      ></div>
      <div class="product__text">
        <p class="card__brand">${product.brand}</p>
        <h1 id="product-name" lang=${language()}>${product[localized(product, 'name')]}</h1>
        ${ratingTemplate(product)} ${priceTemplate(product, chosen)}
        <p lang=${language()}>${product[localized(product, 'description')]}</p>
        ${options.map((option) => optionTemplate(product, chosen, option, pick))}
        ${stockTemplate(product, chosen)}
        <button
          type="button"
          class="button button--strong"
          id="add-to-cart"
          disabled=${!canBuy}
          onClick=${add}
        >
          Add to cart
        </button>
        <p class="product__added" role="status"></p>
        ${variantTable(product, options)} ${factsTemplate(product, chosen)}
      </div>
    </div>`;
}

const GONE = html`<div class="empty">
  <h1 class="empty__title">This product is not in the shop</h1>
  <p>It may have been sold out for good, or the address has a typing error.</p>
  <a class="button button--strong" href="/">All products</a>
</div>`;

function wishesFor(product) {
  const ids = [product.objectID];
  const level = ['lvl2', 'lvl1', 'lvl0'].find((name) => product.hierarchicalCategories?.[name]);
  const category = level && product.hierarchicalCategories[level];
  const fallback = category && {
    filters: `hierarchicalCategories.${level}:"${category}" AND NOT objectID:"${ids[0]}"`,
  };
  return [
    { name: 'bought-together', title: 'Often bought together', model: 'bought-together', ids },
    { name: 'related', title: 'Related products', model: 'related-products', ids, fallback },
    { name: 'similar', title: 'Looks similar', model: 'looking-similar', ids },
  ];
}

/**
 * The page of one product.
 * @param {{fetchProducts: Function, showRows: Function, insights: object, cart: object,
 *   trouble: object}} shop
 */
export function createProductPage({ fetchProducts, showRows, insights, cart, trouble }) {
  const content = document.querySelector('#product');
  const rows = document.querySelector('#product-rows');
  let shown = {};

  function draw() {
    const { product, chosen } = shown;
    const pick = (variant) => {
      shown.chosen = variant;
      content.querySelector('.product__added').textContent = '';
      draw();
    };
    const add = () => {
      cart.add(product, chosen);
      content.querySelector('.product__added').textContent = 'In your cart.';
    };
    document.title = `${product[localized(product, 'name')]} · Aisle`;
    render(productTemplate(product, chosen, { pick, add }), content);
  }

  async function load(id, onLoaded) {
    let product;
    try {
      product = (await fetchProducts([id])).get(id);
    } catch {
      trouble.show('product', () => load(id, onLoaded));
      return;
    }
    if (shown.id !== id) return;
    trouble.hide('product');
    if (!product) {
      document.title = 'Not in the shop · Aisle';
      render(GONE, content);
      showRows(rows, []);
      return;
    }
    const sku = shown.chosen?.sku;
    const same = variantsOf(product).find((variant) => sku !== undefined && variant.sku === sku);
    Object.assign(shown, { product, chosen: same ?? firstVariant(product) });
    draw();
    showRows(rows, wishesFor(product));
    onLoaded();
  }

  return {
    show({ id }) {
      shown = { id };
      render('', content);
      showRows(rows, []);
      load(id, () => insights.viewed(id));
    },
    refresh: () => load(shown.id, () => {}),
  };
}
