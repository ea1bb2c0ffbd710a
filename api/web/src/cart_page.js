import { html } from 'htm/preact';
import { render } from 'preact';

import { MAX_QUANTITY } from './cart.js';
import { formatPrice } from './format.js';
import { FOR_YOU } from './home.js';
import { EVENT_MS } from './insights.js';
import { language, localized } from './language.js';
import { offerOf, variantsOf } from './offers.js';
import { drawProduct } from './picture.js';
import { variantLabel } from './variant_choice.js';
import { productAddress } from './views.js';

// The cart: its lines at this customer's prices, what would complete it, and buying it.

/** A line with its product, variant and price, or nothing where the shop has it no more. */
function withProduct(line, products) {
  const product = products.get(line.id);
  const variant = product && variantsOf(product).find(({ sku }) => sku === line.sku);
  if (!variant) return [];
  return [{ line, product, variant, price: offerOf(product, variant)?.amount }];
}

function quantityTemplate({ line, product }, { onQuantity }) {
  const numbers = Array.from({ length: MAX_QUANTITY }, (_, i) => i + 1);
  return html`<label>
    <span class="visually-hidden">Quantity of ${product.name}</span>
    <select
      class="cart__quantity"
      value=${String(line.quantity)}
      onChange=${(event) => onQuantity(line, Number(event.currentTarget.value))}
    >
      ${numbers.map(
        (number) =>
          html`<option value=${String(number)} selected=${number === line.quantity}>
            ${number}
          </option>`,
      )}
    </select>
  </label>`;
}

function lineTemplate(entry, actions) {
  const { line, product, variant, price } = entry;
  const name = product[localized(product, 'name')];
  return html`<li class="cart__line" key="${line.id} ${line.sku}" data-line=${line.id}>
    <div
      class="cart__picture"
      dangerouslySetInnerHTML=${{ __html: drawProduct(product, variant.color) }}
    ></div>
    <div class="cart__what">
      <a href=${productAddress(line.id)} lang=${language()}>${name}</a>
      <p>${variantLabel(variant)}</p>
      <button type="button" class="cart__remove" onClick=${() => actions.onRemove(line)}>
        Remove<span class="visually-hidden"> ${name}</span>
      </button>
    </div>
    ${quantityTemplate(entry, actions)}
    <p class="cart__price">
      ${price === undefined ? 'On request' : formatPrice(price * line.quantity)}
    </p>
  </li>`;
}

function cartTemplate(entries, actions) {
  const total = entries.reduce((sum, { line, price = 0 }) => sum + price * line.quantity, 0);
  return html`<h1>Your cart</h1>
    <div class="cart">
      <ul class="cart__lines">
        ${entries.map((entry) => lineTemplate(entry, actions))}
      </ul>
      <div class="cart__sum">
        <p>Total <strong id="cart-total">${formatPrice(total)}</strong></p>
        <button type="button" class="button button--strong" id="buy" onClick=${actions.onBuy}>
          Buy now
        </button>
        <p class="cart__small">A demo: nothing is charged and nothing is sent.</p>
      </div>
    </div>`;
}

const EMPTY = html`<div class="empty">
  <h1 class="empty__title">Your cart is empty</h1>
  <p>Products get here from their page.</p>
  <a class="button button--strong" href="#/">Back to the results</a>
</div>`;

const THANKS = html`<div class="empty" id="thanks">
  <h1 class="empty__title">Thank you!</h1>
  <p>The shop has noted what you bought, and picks something else for you.</p>
  <a class="button button--strong" href="#/">Go on shopping</a>
</div>`;

/** @param {{fetchProducts: Function, showRows: Function, insights: object, cart: object,
 *   trouble: object}} shop */
export function createCartPage({ fetchProducts, showRows, insights, cart, trouble }) {
  const content = document.querySelector('#cart');
  const rows = document.querySelector('#cart-rows');
  let products = new Map();
  let turn = 0;

  const entries = () => cart.lines().flatMap((line) => withProduct(line, products));

  function showWishes() {
    const ids = [...new Set(entries().map(({ line }) => line.id))];
    const complete = {
      name: 'complete',
      title: 'Complete your cart',
      model: 'complete-cart',
      ids: ids.slice(0, 100), // the most that a request may name
    };
    showRows(rows, ids.length > 0 ? [complete] : []);
  }

  const actions = {
    onQuantity(line, quantity) {
      cart.setQuantity(line, quantity);
      draw();
    },
    onRemove(line) {
      cart.remove(line);
      draw();
      showWishes();
    },
    onBuy() {
      const bought = entries().map(({ line, price }) => ({ ...line, price }));
      insights.purchased(bought);
      cart.clear();
      render(THANKS, content);
      showRows(rows, []);
      const mine = ++turn;
      setTimeout(() => mine === turn && showRows(rows, [FOR_YOU]), EVENT_MS);
    },
  };

  function draw() {
    const shown = entries();
    render(shown.length > 0 ? cartTemplate(shown, actions) : EMPTY, content);
  }

  async function refresh() {
    const mine = ++turn;
    const ids = [...new Set(cart.lines().map(({ id }) => id))];
    let found;
    try {
      found = await fetchProducts(ids);
    } catch {
      trouble.show('cart', refresh);
      return;
    }
    if (mine !== turn) return;
    trouble.hide('cart');
    products = found;
    draw();
    showWishes();
  }

  return {
    show() {
      document.title = 'Your cart · Aisle';
      refresh();
    },
    refresh,
  };
}
