import { createCart } from './cart.js';
import { createCartPage } from './cart_page.js';
import { createCatalogue } from './catalogue.js';
import { createClient, fetchStorefront } from './client.js';
import { setUpDrawer } from './drawer.js';
import { createHome } from './home.js';
import { createInsights, EVENT_MS } from './insights.js';
import { language, setLanguage } from './language.js';
import { drawSilhouette } from './picture.js';
import { createProductPage } from './product_page.js';
import { createRows } from './rows.js';
import { startShop } from './shop.js';
import { currency, group, setShopper } from './shopper.js';
import { setUpTrouble } from './trouble.js';
import { createViews } from './views.js';

import './styles/app.css';

function setUpSwitches(shop, views) {
  const change = (id, value, onChange) => {
    const select = document.querySelector(id);
    select.value = value;
    select.addEventListener('change', () => {
      onChange(select.value);
      views.refresh();
    });
  };
  change('#language', language(), (code) => {
    setLanguage(code);
    shop.redraw();
  });
  change('#customer-group', group(), (name) => {
    setShopper({ group: name });
    shop.redraw();
  });
  change('#currency', currency(), (code) => {
    setShopper({ currency: code });
    // Bounds in another currency mean nothing in this one.
    shop.forgetPrices();
  });
}

/** Tells of every product that is picked from a list, and remembers which query found it. */
function followClicks(insights, queries, shop) {
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#/"]');
    if (!link) return;
    shop.settleAddress();
    const { product, query, position } = link.dataset;
    if (!product) return;
    if (query) queries.set(product, query);
    insights.clicked(product, { queryID: query, position: Number(position) });
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

function open(storefront, trouble) {
  const client = createClient(storefront);
  const queries = new Map();
  let shop;
  const home = createHome(createRows(client, storefront), () => shop.showTitle());
  const insights = createInsights(storefront, () => {
    setTimeout(() => views.isShown('results') && home.refresh(), EVENT_MS);
  });
  const parts = {
    fetchProducts: createCatalogue(client, storefront),
    showRows: createRows(client, storefront),
    cart: createCart(insights, (id) => queries.get(id)),
    insights,
    trouble,
  };
  const views = createViews({
    results: home,
    product: createProductPage(parts),
    cart: createCartPage(parts),
  });
  shop = startShop(storefront, {
    client,
    trouble,
    onSearch: views.showResults,
    onStart: home.refresh,
    isShown: () => views.isShown('results'),
  });
  setUpSwitches(shop, views);
  followClicks(insights, queries, shop);
  document.querySelector('#departments').addEventListener('click', views.showResults);
  views.start();
}

async function main(trouble) {
  let storefront;
  try {
    storefront = await fetchStorefront();
  } catch {
    trouble.show('start', () => main(trouble));
    return;
  }
  trouble.hide('start');
  open(storefront, trouble);
}

dressWindow();
setUpDrawer();
main(setUpTrouble());
