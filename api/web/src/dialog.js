import { colorOf } from './colors.js';
import { capitalized, formatCount, formatPrice } from './format.js';
import { language, localized } from './language.js';
import { cardPrice, colorsOf, offerOf, stockOf, variantsOf } from './offers.js';
import { drawProduct } from './picture.js';

// The detail of one product: its text and every variant with price and stock. Built from DOM
// nodes with textContent, so that nothing of a record is ever read as markup.

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== undefined));
  return node;
}

function stockText(quantity) {
  if (quantity === undefined) return 'Available';
  if (quantity === 0) return 'Sold out';
  return quantity <= 3 ? `Only ${quantity} left` : `${formatCount(quantity)} in stock`;
}

function priceCell(product, variant) {
  const offer = offerOf(product, variant) ?? {};
  const cell = element('td', { class: 'variants__price' });
  cell.append(offer.amount === undefined ? '–' : formatPrice(offer.amount));
  if (offer.was > offer.amount) {
    cell.append(' ', element('s', { class: 'price__was' }, formatPrice(offer.was)));
  }
  return cell;
}

function stockCell(product, variant) {
  const quantity = stockOf(product, variant);
  const state = quantity === 0 ? 'none' : quantity <= 3 ? 'low' : 'good';
  return element('td', { class: `stock stock--${state}` }, stockText(quantity));
}

// A column of the table: its head, and the text of a variant or undefined. Columns without any
// text are left out.
const COLUMNS = [
  ['Colour', ({ color }) => color && capitalized(color)],
  ['Size', ({ size }) => size],
  ['Storage', ({ storage }) => storage],
];

function variantTable(product, color) {
  const variants = variantsOf(product).filter((variant) => !color || variant.color === color);
  const columns = COLUMNS.filter(([, textOf]) => variants.some(textOf));
  const row = (variant) => {
    const texts = columns.map(([, textOf]) => element('td', {}, textOf(variant) ?? '–'));
    return element('tr', {}, ...texts, priceCell(product, variant), stockCell(product, variant));
  };
  const heads = [...columns.map(([head]) => head), 'Price', 'Stock'];
  return element(
    'table',
    { class: 'variants' },
    element('caption', { class: 'visually-hidden' }, 'Variants with price and stock'),
    element(
      'thead',
      {},
      element('tr', {}, ...heads.map((text) => element('th', { scope: 'col' }, text))),
    ),
    element('tbody', {}, ...variants.map(row)),
  );
}

function colorButtons(colors, selected, onPick) {
  const group = element('div', { class: 'pick', role: 'group', 'aria-label': 'Colour' });
  for (const color of colors) {
    const button = element('button', {
      type: 'button',
      class: 'pick__color',
      'aria-pressed': String(color === selected),
    });
    const chip = element('span', { class: 'pick__chip' });
    chip.style.background = colorOf(color);
    button.append(chip, capitalized(color));
    button.addEventListener('click', () => onPick(color));
    group.append(button);
  }
  return group;
}

function facts(product) {
  const path = product.hierarchicalCategories?.lvl2 ?? product.categories?.join(' > ');
  const rating = product.rating_average;
  const entries = [
    ['Category', path?.replaceAll(' > ', ' / ')],
    ['Material', product.material && capitalized(product.material)],
    [
      'Rating',
      rating === undefined
        ? undefined
        : `${rating} of 5, ${formatCount(product.num_reviews ?? 0)} reviews`,
    ],
    ['Shipping', product.free_shipping ? 'Free' : 'Calculated at checkout'],
    ['Article', product.objectID],
  ].filter(([, value]) => value);
  return element(
    'dl',
    { class: 'facts' },
    ...entries.flatMap(([term, value]) => [element('dt', {}, term), element('dd', {}, value)]),
  );
}

/** Prepares the dialog of index.html; the result opens it for a hit. */
export function setUpDialog() {
  const dialog = document.querySelector('#product');
  const content = dialog.querySelector('.product__content');
  dialog.querySelector('[data-close-product]').addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', (event) => {
    // Only the backdrop itself reports the dialog as target: everything visible is inside.
    if (event.target === dialog) dialog.close();
  });

  return function open(product) {
    const colors = colorsOf(product);
    const price = cardPrice(product);
    const picture = element('div', { class: 'product__picture' });
    const choice = element('div', { class: 'product__choice' });

    function pick(color) {
      picture.innerHTML = drawProduct(product, color);
      const buttons = colors.length ? [colorButtons(colors, color, pick)] : [];
      const focused = choice.contains(document.activeElement);
      choice.replaceChildren(...buttons, variantTable(product, color));
      if (focused) choice.querySelector('[aria-pressed="true"]')?.focus();
    }
    pick(product._variant?.color ?? colors[0]);

    const text = element(
      'div',
      { class: 'product__text' },
      element('p', { class: 'card__brand' }, product.brand ?? ''),
      element('h2', { id: 'product-name', lang: language() }, product[localized(product, 'name')]),
      element(
        'p',
        { class: 'product__price' },
        price.amount === undefined
          ? ''
          : `${price.isFrom ? 'from ' : ''}${formatPrice(price.amount)}`,
      ),
      element('p', { lang: language() }, product[localized(product, 'description')] ?? ''),
      choice,
      facts(product),
    );
    content.replaceChildren(picture, text);
    dialog.showModal();
    dialog.scrollTop = 0;
  };
}
