import { fetchStorefront } from './client.js';
import { setUpDialog } from './dialog.js';
import { setUpDrawer } from './drawer.js';
import { language, setLanguage } from './language.js';
import { drawSilhouette } from './picture.js';
import { startShop } from './shop.js';
import { currency, group, setShopper } from './shopper.js';
import { setUpTrouble } from './trouble.js';

import './styles/app.css';

function setUpLanguage(shop) {
  const select = document.querySelector('#language');
  select.value = language();
  select.addEventListener('change', () => {
    setLanguage(select.value);
    shop.redraw();
  });
}

function setUpShopper(shop) {
  const groupSelect = document.querySelector('#customer-group');
  const currencySelect = document.querySelector('#currency');
  groupSelect.value = group();
  currencySelect.value = currency();
  groupSelect.addEventListener('change', () => {
    setShopper({ group: groupSelect.value });
    shop.redraw();
  });
  currencySelect.addEventListener('change', () => {
    setShopper({ currency: currencySelect.value });
    // Bounds in another currency mean nothing in this one.
    shop.forgetPrices();
  });
}

function setUpProducts(shop) {
  const openProduct = setUpDialog();
  document.querySelector('#hits').addEventListener('click', (event) => {
    const id = event.target.closest('[data-product]')?.dataset.product;
    const hit = id && shop.findHit(id);
    if (hit) openProduct(hit);
  });
}

const WINDOW_DISPLAY = [
  ['floorlamp', 'mustard'],
  ['armchair', 'petrol'],
  ['backpack', 'terracotta'],
  ['teapot', 'navy'],
];

function dressWindow() {
  const pictures = WINDOW_DISPLAY.map(([kind, color]) => drawSilhouette(kind, color));
  document.querySelector('.hero__display').innerHTML = pictures.join('');
}

async function main(trouble) {
  let storefront;
  try {
    storefront = await fetchStorefront();
  } catch {
    trouble.show(() => main(trouble));
    return;
  }
  trouble.hide();
  const shop = startShop(storefront, trouble);
  setUpLanguage(shop);
  setUpShopper(shop);
  setUpProducts(shop);
}

dressWindow();
setUpDrawer();
main(setUpTrouble());
