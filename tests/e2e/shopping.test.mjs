// Shopping in the demo storefront, in a real browser against a server with trained models:
//   1. A product has an address of its own, under which it shows its name, its variants, and the
//      price and stock of each for the chosen customer, currency and store.
//   2. Its rows are what the recommend endpoint answers for it, without anything twice.
//   3. Going back leads to the results as they were; searching leads away from the product, and
//      a product that does not exist says so.
//   4. The start page shows what is trending, and a row that follows what the visitor opens, on
//      the next visit, too.
//   5. Clicks, views, additions to the cart and purchases are sent as events of one visitor, in
//      the protocol's form, with the query that found the product.
//   6. The cart keeps its articles, adds up, and recommends what completes it.
//   7. All of it fits on a phone. Nothing is written to the console as an error.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import {
  describeInBrowser,
  EVERYBODY,
  formatCount,
  formatPrice,
  MAX_IN_ROW,
} from './support/browser.mjs';
import { trainStore } from './support/server.mjs';

describeInBrowser(
  'shopping in the storefront',
  (shop) => {
    let seed; // a product that others were bought with

    const productOf = (id) => shop.store.products.find(({ objectID }) => objectID === id);

    async function findSeed() {
      for (let i = 0; i < shop.store.products.length && !seed; i += 50) {
        const some = shop.store.products.slice(i, i + 50);
        const requests = some.map(({ objectID }) => ({ model: 'bought-together', objectID }));
        const at = (await shop.recommend(requests)).findIndex((ids) => ids.length > 1);
        if (at >= 0) seed = some[at].objectID;
      }
      assert.ok(seed);
    }

    async function eventually(check) {
      const deadline = Date.now() + 10_000;
      for (;;) {
        try {
          return await check();
        } catch (error) {
          if (Date.now() > deadline) throw error;
          await sleep(50);
        }
      }
    }

    it('shows a product with its variants and prices under its own address', async () => {
      // Colours are all that its variants differ in.
      const product = shop.store.products.find(
        ({ variants = [] }) =>
          variants.length > 2 &&
          new Set(variants.map(({ color }) => color)).size === variants.length,
      );
      await shop.openProduct(product.objectID);
      assert.equal(await shop.page.textContent('#product-name'), product.name);
      assert.equal(await shop.page.title(), `${product.name} · Aisle`);
      assert.ok(await shop.page.isVisible('.product__picture svg'));
      assert.equal(
        await shop.page.locator('.pick__option--color').count(),
        product.variants.length,
      );
      assert.equal(await shop.page.locator('.variants tbody tr').count(), product.variants.length);
      const showsPrice = async (priceContext) => {
        for (const { color } of product.variants) {
          const button = shop.page.locator('.pick__option--color', {
            hasText: new RegExp(`^\\s*${color}\\s*$`, 'i'),
          });
          await button.click();
          assert.equal(await button.getAttribute('aria-pressed'), 'true');
          const { hits } = await shop.search({
            priceContext,
            filters: `objectID:${product.objectID} AND color:"${color}"`,
          });
          const { price, sku, available } = hits[0]._variant;
          const shown = await shop.page.textContent('.product__price');
          assert.ok(shown.includes(formatPrice(price.amount, priceContext.currency)), shown);
          assert.ok((await shop.page.textContent('.facts')).includes(sku));
          const stock = await shop.page.textContent('.product .stock');
          assert.match(stock, available === 0 ? /Sold out/ : new RegExp(`\\b${available}\\b`));
          assert.equal(await shop.page.isEnabled('#add-to-cart'), available > 0);
        }
      };
      await showsPrice(EVERYBODY);
      await shop.page.selectOption('#customer-group', 'vip');
      await shop.page.selectOption('#currency', 'USD');
      await shop.shows(
        () => document.querySelector('.product__price').textContent.includes('$'),
        'a price in dollars',
      );
      await showsPrice({ lists: ['vip', 'default'], quantity: 1, currency: 'USD' });
      await shop.page.selectOption('#language', 'de');
      await shop.shows(
        (name) => document.querySelector('#product-name').textContent === name,
        product.name_de,
      );
    });

    it('shows the stock of the chosen store', async () => {
      const { objectID, inventory } = shop.store.products.find(
        ({ variants = [], inventory = [] }) => variants.length === 0 && inventory.length > 1,
      );
      const { location, quantity } = inventory.find(({ quantity }) => quantity > 3);
      await shop.open(`/?store=${location}`);
      await shop.page.goto(`${shop.store.url}/?store=${location}#/product/${objectID}`);
      await shop.page.waitForSelector('#product-name');
      await shop.shows(
        (text) => document.querySelector('.product .stock').textContent.startsWith(text),
        `${formatCount(quantity)} in stock at `,
      );
    });

    it('shows what goes with a product, nothing twice', async () => {
      await findSeed();
      const models = { 'bought-together': 'bought-together', related: 'related-products' };
      models.similar = 'looking-similar';
      const requests = Object.values(models).map((model) => ({ model, objectID: seed }));
      const answers = await shop.recommend(requests);
      await shop.openProduct(seed);
      const seen = new Set();
      for (const [i, row] of Object.keys(models).entries()) {
        const fresh = answers[i].filter((id) => !seen.has(id)).slice(0, MAX_IN_ROW);
        assert.ok(fresh.length > 0);
        for (const id of fresh) seen.add(id);
        await shop.page.waitForSelector(`[data-row="${row}"]`);
        // Related products are filled up with others of the category.
        const shown = await shop.rowIds(row);
        assert.deepEqual(row === 'related' ? shown.slice(0, fresh.length) : shown, fresh);
      }
      await shop.page.locator('#product-rows').scrollIntoViewIfNeeded();
      await shop.screenshot('product');
    });

    it('leads back to the results, and from a product to a search', async () => {
      const [word] = shop.store.products[0].name.split(' ');
      await shop.open(`/?q=${encodeURIComponent(word)}&price=0:5000`);
      const ids = await shop.shownIds();
      await shop.page.locator('#hits [data-product]').nth(2).click();
      await shop.page.waitForSelector('#product-name');
      assert.ok(shop.page.url().endsWith(`#/product/${ids[2]}`));
      assert.equal(await shop.page.isVisible('#hits'), false);
      await shop.page.goBack();
      await shop.page.waitForSelector('#hits', { state: 'visible' });
      assert.deepEqual(await shop.shownIds(), ids);

      await shop.page.goForward();
      await shop.page.waitForSelector('#product-name', { state: 'visible' });
      await shop.page.selectOption('#currency', 'GBP');
      await shop.shows(
        () => document.querySelector('.product__price').textContent.includes('£'),
        'a price in pounds',
      );
      assert.equal(await shop.page.isVisible('#hits'), false);
      await shop.page.selectOption('#currency', 'EUR');
      const other = shop.store.products[1].name.split(' ')[1];
      await shop.page.fill('#search-box input', other);
      await shop.page.waitForSelector('#hits', { state: 'visible' });
      await shop.showsHits(await shop.search({ query: other, hitsPerPage: 24 }));
      await shop.page.waitForURL((url) => url.searchParams.get('q') === other && url.hash === '');
      await shop.page.goBack();
      await shop.page.waitForSelector('#product-name', { state: 'visible' });
      await shop.page.click('.crumbs__back');
      await shop.page.waitForSelector('#hits', { state: 'visible' });
      assert.deepEqual(await shop.shownIds(), ids);
    });

    it('says that a product does not exist', async () => {
      await shop.page.goto(`${shop.store.url}/#/product/${encodeURIComponent('no "such" <b>')}`);
      await shop.page.waitForSelector('#product .empty');
      assert.equal(await shop.page.isVisible('#add-to-cart'), false);
    });

    it('follows what a visitor opens, as events and in their row', async () => {
      const events = shop.watchEvents();
      await shop.open();
      const [trending] = await shop.recommend([{ model: 'trending-items' }]);
      await shop.showsRow('trending', trending);
      await shop.page.waitForSelector('[data-row="for-you"]');
      assert.match(await shop.page.textContent('[data-row="for-you"] p'), /follows you/);
      const before = await shop.rowIds('for-you');
      assert.ok(
        before.length > 0 && before.every((id) => !trending.slice(0, MAX_IN_ROW).includes(id)),
      );
      await shop.screenshot('start-rows');

      const userToken = await shop.visitor();
      assert.match(userToken, /^[\w=/+-]{1,129}$/);
      const opened = [];
      await findSeed();
      const { hierarchicalCategories } = productOf(seed);
      await shop.page.click(`.departments__link:text-is("${hierarchicalCategories.lvl0}")`);
      const department = await shop.search({
        facetFilters: [`hierarchicalCategories.lvl0:${hierarchicalCategories.lvl0}`],
        hitsPerPage: 24,
      });
      for (const nth of [0, 1, 3]) {
        await shop.page.waitForSelector('#hits', { state: 'visible' });
        await shop.page.waitForFunction(() => document.querySelector('#hits').checkVisibility());
        await shop.showsHits(department); // not those of before, which may still be there
        const link = shop.page.locator('#hits [data-product]').nth(nth);
        opened.push(await link.getAttribute('data-product'));
        await link.click();
        await shop.page.waitForSelector('#product-name');
        await shop.page.goBack();
      }
      await eventually(() => assert.equal(events.length, 6));
      for (const [i, objectID] of opened.entries()) {
        const [click, view] = events.slice(2 * i, 2 * i + 2);
        assert.equal(click.eventType, 'click');
        assert.match(click.queryID, /^[0-9a-f]{32}$/);
        assert.deepEqual(click.positions, [[0, 1, 3][i] + 1]);
        assert.equal(view.eventType, 'view');
        for (const event of [click, view]) {
          assert.deepEqual(event.objectIDs, [objectID]);
          assert.equal(event.userToken, userToken);
          assert.equal(event.index, 'products');
        }
      }

      await shop.open();
      assert.equal(await shop.visitor(), userToken);
      await shop.showsRow('seen', [...opened].reverse());
      const [forYou] = await shop.recommend([{ model: 'recommended-for-you', userToken }]);
      await shop.showsRow(
        'for-you',
        forYou.filter((id) => !trending.slice(0, MAX_IN_ROW).includes(id)),
      );
      assert.match(await shop.page.textContent('[data-row="for-you"] p'), /looked at/);
      assert.notDeepEqual(await shop.rowIds('for-you'), before);
    });

    it('changes the row of the start page without leaving it', async () => {
      await shop.open();
      await shop.page.waitForSelector('[data-row="for-you"]');
      const before = await shop.rowIds('for-you');
      // A product opened and left at once: its events arrive while the start page is shown.
      await shop.page.locator('#hits [data-product]').first().click();
      await shop.page.waitForSelector('#product-name');
      await shop.page.goBack();
      await shop.page.waitForSelector('[data-row="seen"]', { state: 'visible' });
      await shop.shows((ids) => {
        const links = [...document.querySelectorAll('[data-row="for-you"] [data-product]')];
        return links.length > 0 && links.map((link) => link.dataset.product).join() !== ids;
      }, before.join());
    });

    it('keeps a cart, completes it and sells it', async () => {
      const events = shop.watchEvents();
      await findSeed();
      await shop.openProduct(seed);
      assert.equal(await shop.page.isVisible('#cart-count'), false);
      await shop.page.click('#add-to-cart');
      await shop.page.click('#add-to-cart');
      const [other] = await shop.rowIds('bought-together');
      await shop.page.click(`[data-row="bought-together"] [data-product="${other}"]`);
      await shop.shows(
        (name) => document.querySelector('#product-name')?.textContent === name,
        productOf(other).name,
      );
      await shop.page.click('#add-to-cart');
      assert.equal(await shop.page.textContent('#cart-count'), '3');
      await shop.page.click('.cart-link');
      await shop.page.waitForSelector('.cart__line');
      const lines = await shop.page.$$eval('.cart__line', (list) =>
        list.map(({ dataset }) => dataset.line),
      );
      assert.deepEqual(lines, [seed, other]);
      const [complete] = await shop.recommend([{ model: 'complete-cart', objectIDs: lines }]);
      assert.ok(complete.length > 0);
      await shop.showsRow('complete', complete);
      await shop.screenshot('cart');

      const added = events.filter(({ eventSubtype }) => eventSubtype === 'addToCart');
      assert.deepEqual(
        added.map(({ objectIDs }) => objectIDs[0]),
        [seed, seed, other],
      );
      const [price, , otherPrice] = added.map(({ objectData }) => objectData[0].price);
      const total = () => shop.page.textContent('#cart-total');
      assert.equal(await total(), formatPrice(2 * price + otherPrice));
      await shop.page.locator('.cart__quantity').nth(1).selectOption('3');
      assert.equal(await total(), formatPrice(2 * price + 3 * otherPrice));
      await shop.page.reload();
      await shop.page.waitForSelector('.cart__line');
      assert.equal(await total(), formatPrice(2 * price + 3 * otherPrice));

      await shop.page.click('#buy');
      await shop.page.waitForSelector('#thanks');
      await eventually(() => assert.equal(events.at(-1).eventSubtype, 'purchase'));
      const { objectIDs, objectData, currency, eventType } = events.at(-1);
      assert.deepEqual(objectIDs, [seed, other]);
      assert.deepEqual(
        objectData.map(({ price, quantity }) => [price, quantity]),
        [
          [price, 2],
          [otherPrice, 3],
        ],
      );
      assert.equal(currency, 'EUR');
      assert.equal(eventType, 'conversion');
      // What was bought is no recommendation.
      await shop.page.waitForSelector('#cart-rows [data-row="for-you"]');
      const picked = await shop.shownIds('#cart-rows');
      assert.ok(picked.length > 0 && !picked.includes(seed) && !picked.includes(other));
      await shop.page.reload();
      await shop.page.waitForSelector('#cart .empty');
    });

    it('fits on a phone', async () => {
      await findSeed();
      const fits = async (what) => {
        const overflow = await shop.page.evaluate(
          () => document.documentElement.scrollWidth - window.innerWidth,
        );
        assert.ok(overflow <= 0, `${what} is ${overflow} pixels too wide`);
        await shop.screenshot(`phone-${what}`);
      };
      await shop.page.setViewportSize({ width: 360, height: 780 });
      await shop.open();
      await shop.page.waitForSelector('[data-row="trending"]');
      await fits('start');
      await shop.openProduct(seed);
      await shop.page.waitForSelector('[data-row="related"]');
      await fits('product');
      await shop.page.click('#add-to-cart');
      await shop.page.click('.cart-link');
      await shop.page.waitForSelector('.cart__line');
      await fits('cart');
    });
  },
  trainStore,
);
