// Searching in the demo storefront, in a real browser against a running server:
//   1. Searching and refining by brand, category and colour shows the products and counts that
//      the API gives for the same question.
//   2. Pages, sorting, price and clearing work, and the address alone restores what was shown.
//   3. The price slider obeys keys and a finger, keeps its bounds, and shows how many products
//      each of its steps holds.
//   4. Customer group, currency and store decide on prices, counts and order as in the API.
//   5. The language switch changes the shown names.
//   6. On a phone the filters live in a drawer that opens, filters and closes again, and nothing
//      is wider than the screen, at 390 and at 360 pixels.
//   7. Record text is never markup, an empty result gives hints, a dead server gives a way back.
//   8. Recommendations appear as soon as they are learnt.
//   9. Nothing is written to the console as an error and no other host is asked for anything.

import assert from 'node:assert/strict';
import { it } from 'node:test';

import { describeInBrowser, EVERYBODY, formatCount, formatPrice } from './support/browser.mjs';
import { commonest } from './support/oracle.mjs';
import { NUM_PRODUCTS, trainStore } from './support/server.mjs';

describeInBrowser('searching in the storefront', (shop) => {
  it('searches and refines with the counts of the API', async () => {
    await shop.open();
    await shop.showsCount(NUM_PRODUCTS);
    await shop.screenshot('start');
    const [word] = shop.store.products[0].name.split(' ');
    await shop.page.fill('#search-box input', word);
    const found = await shop.search({
      query: word,
      hitsPerPage: 24,
      facets: ['brand', 'color', 'hierarchicalCategories.lvl0'],
    });
    await shop.showsHits(found);
    assert.ok((await shop.page.locator('#hits mark').count()) > 0);

    const [[brand, brandCount]] = Object.entries(found.facets.brand);
    await assertRowCount(shop.facetRow('brand', brand), brandCount);
    await shop.facetRow('brand', brand).locator('label').click();
    const facetFilters = [[`brand:${brand}`]];
    const ofBrand = await shop.search({
      query: word,
      facetFilters,
      hitsPerPage: 24,
      facets: ['hierarchicalCategories.lvl0', 'color'],
    });
    assert.equal(ofBrand.nbHits, brandCount);
    await shop.showsHits(ofBrand);

    const [department] = Object.keys(ofBrand.facets['hierarchicalCategories.lvl0']);
    await shop.page.click(`#filter-category a:has-text("${department}")`);
    facetFilters.push([`hierarchicalCategories.lvl0:${department}`]);
    const inDepartment = await shop.search({
      query: word,
      facetFilters,
      hitsPerPage: 24,
      facets: ['color'],
    });
    await shop.showsHits(inDepartment);
    await shop.screenshot('refined');

    const [color] = Object.entries(inDepartment.facets.color ?? {})[0] ?? [];
    if (color === undefined) return;
    await shop.facetRow('color', color).locator('label').click();
    facetFilters.push([`color:${color}`]);
    await shop.showsHits(await shop.search({ query: word, facetFilters, hitsPerPage: 24 }));
    await shop.page.waitForURL(/q=.*brand.*color/);
    const address = shop.page.url();

    const shown = await shop.shownIds();
    await shop.page.goto('about:blank');
    await shop.page.goto(address);
    await shop.page.waitForSelector('#hits .card');
    assert.deepEqual(await shop.shownIds(), shown);
    await shop.page.click('.ais-ClearRefinements-button');
    await shop.showsHits(found);
  });

  async function assertRowCount(row, count) {
    const text = await row.locator('.ais-RefinementList-count').textContent();
    assert.equal(text, formatCount(count));
  }

  const amountOf = (text) => Number(text.replace(/[^0-9.]/g, ''));

  /** Presses a key on a thumb; what both thumbs say then. */
  async function slide(thumb, key, times) {
    await shop.page.focus(thumb);
    for (let i = 0; i < times; ++i) await shop.page.keyboard.press(key);
    return {
      low: await shop.page.getAttribute('#price-low', 'aria-valuetext'),
      high: await shop.page.getAttribute('#price-high', 'aria-valuetext'),
    };
  }

  it('sorts, pages and takes a price range', async () => {
    await shop.open();
    await shop.page.selectOption('#sort-by select', 'products_price_asc');
    await shop.showsHits(await shop.search({ hitsPerPage: 24 }, 'products_price_asc'));
    await shop.page.click('#pagination a[aria-label="Page 3"]');
    await shop.showsHits(await shop.search({ hitsPerPage: 24, page: 2 }, 'products_price_asc'));
    const { low, high } = await slide('#price-low', 'ArrowRight', 4);
    assert.equal(high, await shop.page.getAttribute('#price-high', 'aria-valuetext'));
    const numericFilters = [`price>=${amountOf(low)}`];
    await shop.showsHits(
      await shop.search({ numericFilters, hitsPerPage: 24 }, 'products_price_asc'),
    );
    const upper = await slide('#price-high', 'ArrowLeft', 3);
    numericFilters.push(`price<=${amountOf(upper.high)}`);
    await shop.showsHits(
      await shop.search({ numericFilters, hitsPerPage: 24 }, 'products_price_asc'),
    );
    await shop.screenshot('price');
  });

  it('sells to a customer group, in a currency, from a store', async () => {
    await shop.open();
    await shop.page.selectOption('#sort-by select', 'products_price_asc');
    const vip = { lists: ['vip', 'default'], quantity: 1 };
    await shop.page.selectOption('#customer-group', 'vip');
    const inEuro = { priceContext: { ...EVERYBODY, ...vip }, hitsPerPage: 24 };
    await shop.showsHits(await shop.search(inEuro, 'products_price_asc'));

    await shop.page.selectOption('#currency', 'USD');
    const priceContext = { ...vip, currency: 'USD' };
    const inDollars = { priceContext, hitsPerPage: 24, facets: ['location', 'color', 'price'] };
    const found = await shop.search(inDollars, 'products_price_asc');
    await shop.showsHits(found);
    const first = shop.page.locator('#hits .price__now').first();
    const { min } = found.hits[0]._priceRange;
    await shop.shows(
      (text) => document.querySelector('#hits .price__now').textContent.includes(text),
      formatPrice(min, 'USD'),
    );
    assert.ok(await first.isVisible());

    const swatch = shop.page.locator('#filter-color .swatch').first();
    const color = await swatch.locator('input').getAttribute('value');
    assert.equal(
      await swatch.locator('.swatch__count').textContent(),
      formatCount(found.facets.color[color]),
    );

    const [[location, count]] = Object.entries(found.facets.location);
    await shop.page.selectOption('#filter-store select', location);
    const inStore = {
      ...inDollars,
      priceContext: { ...priceContext, location },
      facetFilters: [`location:${location}`],
    };
    const there = await shop.search(inStore, 'products_price_asc');
    assert.equal(there.nbHits, count);
    await shop.showsHits(there);

    // The bounds are those of all results, not of the chosen part.
    const bounds = () =>
      shop.page.$$eval('.slider__thumb', (thumbs) => thumbs.map(({ min, max }) => `${min}:${max}`));
    const before = await bounds();
    const { max } = there.facets_stats.price;
    const all = await shop.page.getAttribute('#price-high', 'aria-valuetext');
    assert.equal(amountOf(all), Math.ceil(max));
    const { high } = await slide('#price-high', 'ArrowLeft', 5);
    const numericFilters = [`price<=${amountOf(high)}`];
    await shop.showsHits(await shop.search({ ...inStore, numericFilters }, 'products_price_asc'));
    assert.deepEqual(await bounds(), before);
    await slide('#price-high', 'End', 1);
    await shop.showsHits(there);
    await shop.screenshot('customer');
  });

  it('draws how many products each step of the price holds', async () => {
    await shop.open();
    await shop.page.waitForSelector('.slider__bar');
    const heights = await shop.page.$$eval('.slider__bar', (bars) =>
      bars.map(({ style }) => Number.parseFloat(style.height)),
    );
    const edges = [0, 5, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100, 125, 150, 200, 250];
    const { facetRanges } = await shop.search({ facetRanges: { price: { edges } } });
    const counts = facetRanges.price.map(({ count }) => count);
    const fullest = counts.indexOf(Math.max(...counts));
    assert.equal(heights.indexOf(100), fullest);
    assert.ok(counts.every((count, i) => count > 0 === heights[i] > 0));
    assert.equal(await shop.page.locator('.slider__bar.is-out').count(), 0);
    await slide('#price-low', 'ArrowRight', 3);
    assert.equal(await shop.page.locator('.slider__bar.is-out').count(), 3);
  });

  it('finds a brand by its name and all of a department', async () => {
    await shop.open();
    const brands = commonest(shop.store.products, 'brand');
    const rare = brands[brands.length - 1];
    await shop.page.fill('#filter-brand input[type="search"]', rare);
    await shop.facetRow('brand', rare).locator('label').click();
    await shop.showsHits(await shop.search({ facetFilters: [`brand:${rare}`], hitsPerPage: 24 }));
    await shop.open();
    const link = shop.page.locator('.departments__link').first();
    const department = await link.textContent();
    await link.click();
    await shop.showsHits(
      await shop.search({
        facetFilters: [`hierarchicalCategories.lvl0:${department}`],
        hitsPerPage: 24,
      }),
    );
    assert.equal(await shop.page.textContent('#heading'), department);
  });

  it('shows names in another language, and remembers which', async () => {
    await shop.open();
    const [id] = await shop.shownIds();
    const product = shop.store.products.find(({ objectID }) => objectID === id);
    await shop.page.selectOption('#language', 'de');
    await shop.page.waitForFunction(
      (name) => document.querySelector('#hits .card__open').textContent === name,
      product.name_de,
    );
    await shop.open();
    assert.equal(
      await shop.page.locator('#hits .card__open').first().textContent(),
      product.name_de,
    );
  });

  it('keeps its filters in a drawer on phones', async () => {
    for (const width of [390, 360]) {
      await shop.page.setViewportSize({ width, height: 800 });
      await shop.open();
      const overflow = await shop.page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      assert.ok(overflow <= 0, `${overflow} pixels too wide at ${width}`);
      assert.equal(await shop.page.isVisible('#filter-brand'), false);
    }
    await shop.screenshot('phone');
    await shop.page.click('#open-filters');
    await shop.page.waitForSelector('#filter-brand', { state: 'visible' });
    const box = shop.page.locator('#filter-brand li input').first();
    const brand = await box.getAttribute('value');
    await box.check();
    const answer = await shop.search({ facetFilters: [`brand:${brand}`], hitsPerPage: 24 });
    await shop.showsCount(answer.nbHits);
    await shop.screenshot('phone-filters');
    await shop.page.click('#show-results');
    await shop.page.waitForSelector('#filter-brand', { state: 'hidden' });
    await shop.showsHits(answer);
    assert.equal(await shop.page.textContent('#filter-count'), '(1)');
  });

  it('takes a price from a finger on a phone', async () => {
    await shop.page.setViewportSize({ width: 360, height: 780 });
    await shop.open();
    await shop.page.click('#open-filters');
    await shop.page.locator('#filter-price').scrollIntoViewIfNeeded();
    const box = await shop.page.locator('#price-low').boundingBox();
    assert.ok(box.width > 200 && box.x >= 0 && box.x + box.width <= 360);
    assert.ok(box.height >= 28);
    const y = box.y + box.height / 2;
    await shop.page.mouse.move(box.x + 14, y);
    await shop.page.mouse.down();
    await shop.page.mouse.move(box.x + box.width * 0.4, y, { steps: 5 });
    await shop.page.mouse.up();
    const low = await shop.page.getAttribute('#price-low', 'aria-valuetext');
    assert.ok(amountOf(low) >= 20);
    await shop.showsCount(
      (await shop.search({ numericFilters: [`price>=${amountOf(low)}`] })).nbHits,
    );
    await shop.screenshot('phone-price');
  });

  it('shows hints for nothing and record text as text', async () => {
    await shop.open(`/?q=${encodeURIComponent('zzqx <img src=x onerror=alert(1)> wvvk')}`);
    await shop.page.waitForSelector('#hits .empty');
    assert.match(await shop.page.textContent('#hits .empty'), /<img src=x/);
    assert.equal(await shop.page.locator('#hits .empty img').count(), 0);
    await shop.page.click('[data-start-over]');
    await shop.showsCount(NUM_PRODUCTS);
  });

  it('says when the server is away and recovers', async () => {
    await shop.open();
    await shop.page.route('**/1/indexes/**', (route) => route.abort());
    const word = shop.store.products[0].name.split(' ')[0];
    await shop.page.fill('#search-box input', word);
    await shop.page.waitForSelector('#trouble', { state: 'visible' });
    await shop.screenshot('trouble');
    await shop.page.unroute('**/1/indexes/**');
    await shop.page.click('#trouble button');
    await shop.page.waitForSelector('#trouble', { state: 'hidden' });
    await shop.showsCount((await shop.search({ query: word })).nbHits);
    // The browser itself reports the aborted requests; the page adds nothing to that.
    shop.troubles = shop.troubles.filter((text) => !text.includes('net::ERR_FAILED'));
  });

  it('shows recommendations as soon as they are learnt', async () => {
    await shop.open();
    await shop.showsCount(NUM_PRODUCTS);
    assert.equal(await shop.page.locator('.row').count(), 0);
    await trainStore(shop.store);
    await shop.page.waitForSelector('[data-row="trending"] .card');
  });
});
