// What a visitor wants to buy, kept in this browser. An article is a variant of a product.

import { offerOf } from './offers.js';

const STORAGE_KEY = 'aisle-cart';
export const MAX_QUANTITY = 9;

const isLine = (line) =>
  typeof line?.id === 'string' && Number.isInteger(line.quantity) && line.quantity > 0;

function load() {
  try {
    const stored = JSON.parse(window.localStorage.getItem(STORAGE_KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isLine) : [];
  } catch {
    return []; // storage may be forbidden or hold something else
  }
}

/**
 * The cart.
 * @param {object} insights what is told of every article added
 * @param {(id: string) => string|undefined} queryOf the query a product was found with, if any
 */
export function createCart(insights, queryOf) {
  let lines = load();

  function save() {
    try {
      window.localStorage.setItem(STORAGE_KEY, JSON.stringify(lines));
    } catch {
      // Then the cart lasts as long as the page.
    }
    const count = lines.reduce((sum, { quantity }) => sum + quantity, 0);
    const badge = document.querySelector('#cart-count');
    badge.textContent = String(count);
    badge.hidden = count === 0;
    badge.parentElement.setAttribute('aria-label', `Cart, ${count} articles`);
  }

  const find = (id, sku) => lines.find((line) => line.id === id && line.sku === sku);
  save();
  return {
    lines: () => lines,
    add(product, variant) {
      const { objectID: id } = product;
      const { sku } = variant;
      const line = find(id, sku);
      if (line) line.quantity = Math.min(line.quantity + 1, MAX_QUANTITY);
      else lines.push({ id, sku, quantity: 1, queryID: queryOf(id) });
      save();
      const price = offerOf(product, variant)?.amount;
      insights.addedToCart({ id, price, quantity: 1, queryID: queryOf(id) });
    },
    setQuantity(line, quantity) {
      find(line.id, line.sku).quantity = quantity;
      save();
    },
    remove(line) {
      lines = lines.filter((other) => other !== line);
      save();
    },
    clear() {
      lines = [];
      save();
    },
  };
}
