// The demo storefront in a real browser, against a running server:
//   1. Searching and refining by brand, category and colour shows the products and counts that
//      the API gives for the same question.
//   2. Pages, sorting, price and clearing work, and the address alone restores what was shown.
//   3. Customer group, currency and store decide on prices, counts and order as in the API; the
//      bounds of the price range stay.
//   4. A product opens with all its variants; the language switch changes the shown name.
//   5. On a phone the filters live in a drawer that opens, filters and closes again, and nothing
//      is wider than the screen, at 390 and at 360 pixels.
//   6. Record text is never markup, an empty result gives hints, a dead server gives a way back.
//   7. Nothing is written to the console as an error and no other host is asked for anything.

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';

import { chromium } from 'playwright-core';

import { commonest } from './support/oracle.mjs';
import { clientOf, NUM_PRODUCTS, required, startStore } from './support/server.mjs';

const CHROMIUM = process.env.AISLE_CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const skip = existsSync(CHROMIUM) ? false : `${CHROMIUM} is missing: install the package chromium`;

describe('the storefront in a browser', { skip }, () => {
  let store;
  let client;
  let profile;
  let browser;
  let page;
  let troubles;

  before(async () => {
    store = await startStore({
      webDir: required('AISLE_WEB_DIR', 'the folder of the built storefront'),
    });
    client = clientOf(store);
    profile = mkdtempSync(path.join(os.tmpdir(), 'aisle-chromium-'));
    browser = await chromium.launchPersistentContext(profile, {
      executablePath: CHROMIUM,
      args: FLAGS,
      viewport: { width: 1280, height: 900 },
    });
  });
  after(async () => {
    await browser?.close();
    if (profile) rmSync(profile, { recursive: true, force: true });
    await store?.stop();
  });

  beforeEach(async () => {
    page = await browser.newPage();
    page.setDefaultTimeout(15_000);
    troubles = [];
    page.on('console', (message) => {
      if (message.type() === 'error') troubles.push(message.text());
    });
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith('http') && url.origin !== store.url)
        troubles.push(`asked ${url}`);
    });
  });
  afterEach(async () => {
    await page.close();
    assert.deepEqual(troubles, []);
  });

  /** What the page asks for: prices for everyone, in euro, unless the test says otherwise. */
  const search = (searchParams, indexName = 'products') =>
    client.searchSingleIndex({
      indexName,
      searchParams: {
        priceContext: { lists: ['default'], quantity: 1, currency: 'EUR' },
        ...searchParams,
      },
    });

  async function open(address = '/') {
    await page.goto(store.url + address);
    await page.waitForSelector('.card, .empty');
  }

  async function screenshot(name) {
    const folder = process.env.AISLE_SCREENSHOT_DIR;
    if (folder) await page.screenshot({ path: path.join(folder, `${name}.png`) });
  }

  /** Waits until the page shows what `isShown` looks for; says what it shows instead. */
  async function shows(isShown, expected) {
    try {
      await page.waitForFunction(isShown, expected);
    } catch {
      const stats = await page.textContent('#stats');
      const isAway = await page.isVisible('#trouble');
      const ids = await shownIds();
      const seen = `the page says "${stats}", ${isAway ? 'that the server is away, ' : ''}and shows ${ids}`;
      assert.fail(`expected ${expected}, but ${seen} at ${page.url()}`);
    }
  }

  /** Waits until the page counts as many products as the API does. */
  const showsCount = (count) =>
    shows(
      (text) => document.querySelector('#stats').textContent.trim().startsWith(text),
      `${new Intl.NumberFormat('en-IE').format(count)} product`,
    );

  const shownIds = () =>
    page.$$eval('[data-product]', (cards) => cards.map((card) => card.dataset.product));

  async function showsHits({ nbHits, hits }) {
    await showsCount(nbHits);
    await shows(
      (ids) => {
        const cards = [...document.querySelectorAll('[data-product]')];
        return cards.map((card) => card.dataset.product).join() === ids;
      },
      hits.map(({ objectID }) => objectID).join(),
    );
  }

  const facetRow = (filter, value) =>
    page.locator(`#filter-${filter} li`).filter({ has: page.locator(`input[value="${value}"]`) });

  it('searches and refines with the counts of the API', async () => {
    await open();
    await showsCount(NUM_PRODUCTS);
    await screenshot('start');
    const [word] = store.products[0].name.split(' ');
    await page.fill('#search-box input', word);
    const found = await search({
      query: word,
      hitsPerPage: 24,
      facets: ['brand', 'color', 'hierarchicalCategories.lvl0'],
    });
    await showsHits(found);
    assert.ok((await page.locator('.card mark').count()) > 0);

    const [[brand, brandCount]] = Object.entries(found.facets.brand);
    await assertRowCount(facetRow('brand', brand), brandCount);
    await facetRow('brand', brand).locator('label').click();
    const facetFilters = [[`brand:${brand}`]];
    const ofBrand = await search({
      query: word,
      facetFilters,
      hitsPerPage: 24,
      facets: ['hierarchicalCategories.lvl0', 'color'],
    });
    assert.equal(ofBrand.nbHits, brandCount);
    await showsHits(ofBrand);

    const [department] = Object.keys(ofBrand.facets['hierarchicalCategories.lvl0']);
    await page.click(`#filter-category a:has-text("${department}")`);
    facetFilters.push([`hierarchicalCategories.lvl0:${department}`]);
    const inDepartment = await search({
      query: word,
      facetFilters,
      hitsPerPage: 24,
      facets: ['color'],
    });
    await showsHits(inDepartment);
    await screenshot('refined');

    const [color] = Object.entries(inDepartment.facets.color ?? {})[0] ?? [];
    if (color === undefined) return;
    await facetRow('color', color).locator('label').click();
    facetFilters.push([`color:${color}`]);
    await showsHits(await search({ query: word, facetFilters, hitsPerPage: 24 }));
    await page.waitForURL(/q=.*brand.*color/);
    const address = page.url();

    const shown = await shownIds();
    await page.goto('about:blank');
    await page.goto(address);
    await page.waitForSelector('.card');
    assert.deepEqual(await shownIds(), shown);
    await page.click('.ais-ClearRefinements-button');
    await showsHits(found);
  });

  async function assertRowCount(row, count) {
    const text = await row.locator('.ais-RefinementList-count').textContent();
    assert.equal(text, new Intl.NumberFormat('en-IE').format(count));
  }

  it('sorts, pages and takes a price range', async () => {
    await open();
    await page.selectOption('#sort-by select', 'products_price_asc');
    await showsHits(await search({ hitsPerPage: 24 }, 'products_price_asc'));
    await page.click('#pagination a[aria-label="Page 3"]');
    await showsHits(await search({ hitsPerPage: 24, page: 2 }, 'products_price_asc'));
    await page.fill('#price-low', '50');
    await page.fill('#price-high', '80');
    await page.click('.price-range button');
    const numericFilters = ['price>=50', 'price<=80'];
    await showsHits(await search({ numericFilters, hitsPerPage: 24 }, 'products_price_asc'));
    await screenshot('price');
  });

  it('sells to a customer group, in a currency, from a store', async () => {
    await open();
    await page.selectOption('#sort-by select', 'products_price_asc');
    const vip = { lists: ['vip', 'default'], quantity: 1 };
    await page.selectOption('#customer-group', 'vip');
    const inEuro = { priceContext: { ...vip, currency: 'EUR' }, hitsPerPage: 24 };
    await showsHits(await search(inEuro, 'products_price_asc'));

    await page.selectOption('#currency', 'USD');
    const priceContext = { ...vip, currency: 'USD' };
    const inDollars = { priceContext, hitsPerPage: 24, facets: ['location', 'color', 'price'] };
    const found = await search(inDollars, 'products_price_asc');
    await showsHits(found);
    const first = page.locator('.card .price__now').first();
    const { min } = found.hits[0]._priceRange;
    const amount = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'USD' });
    await shows(
      (text) => document.querySelector('.card .price__now').textContent.includes(text),
      amount.format(min),
    );
    assert.ok(await first.isVisible());

    const swatch = page.locator('#filter-color .swatch').first();
    const color = await swatch.locator('input').getAttribute('value');
    assert.equal(
      await swatch.locator('.swatch__count').textContent(),
      new Intl.NumberFormat('en-IE').format(found.facets.color[color]),
    );

    const [[location, count]] = Object.entries(found.facets.location);
    await page.selectOption('#filter-store select', location);
    const inStore = {
      ...inDollars,
      priceContext: { ...priceContext, location },
      facetFilters: [`location:${location}`],
    };
    const there = await search(inStore, 'products_price_asc');
    assert.equal(there.nbHits, count);
    await showsHits(there);

    // The bounds are those of all results, not of the chosen part.
    const bound = await page.getAttribute('#price-high', 'placeholder');
    const { max } = there.facets_stats.price;
    assert.equal(bound, String(Math.ceil(max)));
    await page.fill('#price-high', String(Math.round(max / 2)));
    await page.click('.price-range button');
    const numericFilters = [`price<=${Math.round(max / 2)}`];
    await showsHits(await search({ ...inStore, numericFilters }, 'products_price_asc'));
    assert.equal(await page.getAttribute('#price-high', 'placeholder'), bound);
    await screenshot('customer');
    await page.selectOption('#customer-group', 'everyone');
    await page.selectOption('#currency', 'EUR');
  });

  it('finds a brand by its name and all of a department', async () => {
    await open();
    const brands = commonest(store.products, 'brand');
    const rare = brands[brands.length - 1];
    await page.fill('#filter-brand input[type="search"]', rare);
    await facetRow('brand', rare).locator('label').click();
    await showsHits(await search({ facetFilters: [`brand:${rare}`], hitsPerPage: 24 }));
    await open();
    const link = page.locator('.departments__link').first();
    const department = await link.textContent();
    await link.click();
    await showsHits(
      await search({
        facetFilters: [`hierarchicalCategories.lvl0:${department}`],
        hitsPerPage: 24,
      }),
    );
    assert.equal(await page.textContent('#heading'), department);
  });

  it('opens a product and shows it in another language', async () => {
    await open();
    const [id] = await shownIds();
    const product = store.products.find(({ objectID }) => objectID === id);
    await page.selectOption('#language', 'de');
    await page.waitForFunction(
      (name) => document.querySelector('.card__open').textContent === name,
      product.name_de,
    );
    await page.click(`[data-product="${id}"]`);
    await page.waitForSelector('dialog[open]');
    assert.equal(await page.textContent('#product-name'), product.name_de);
    const colors = [...new Set((product.variants ?? []).flatMap(({ color }) => color ?? []))];
    assert.equal(await page.locator('.pick__color').count(), colors.length);
    const inColor = (product.variants ?? [{}]).filter(({ color }) => color === colors[0]).length;
    if (colors.length > 0) await page.locator('.pick__color').first().click();
    assert.equal(await page.locator('.variants tbody tr').count(), inColor || 1);
    await screenshot('product');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('dialog[open]').count(), 0);
    await page.selectOption('#language', 'en');
  });

  it('keeps its filters in a drawer on phones', async () => {
    for (const width of [390, 360]) {
      await page.setViewportSize({ width, height: 800 });
      await open();
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      assert.ok(overflow <= 0, `${overflow} pixels too wide at ${width}`);
      assert.equal(await page.isVisible('#filter-brand'), false);
    }
    await screenshot('phone');
    await page.click('#open-filters');
    await page.waitForSelector('#filter-brand', { state: 'visible' });
    const box = page.locator('#filter-brand li input').first();
    const brand = await box.getAttribute('value');
    await box.check();
    const answer = await search({ facetFilters: [`brand:${brand}`], hitsPerPage: 24 });
    await showsCount(answer.nbHits);
    await screenshot('phone-filters');
    await page.click('#show-results');
    await page.waitForSelector('#filter-brand', { state: 'hidden' });
    await showsHits(answer);
    assert.equal(await page.textContent('#filter-count'), '(1)');
  });

  it('shows hints for nothing and record text as text', async () => {
    await open(`/?q=${encodeURIComponent('zzqx <img src=x onerror=alert(1)> wvvk')}`);
    await page.waitForSelector('.empty');
    assert.match(await page.textContent('.empty'), /<img src=x/);
    assert.equal(await page.locator('.empty img').count(), 0);
    await page.click('[data-start-over]');
    await showsCount(NUM_PRODUCTS);
  });

  it('says when the server is away and recovers', async () => {
    await open();
    await page.route('**/1/indexes/**', (route) => route.abort());
    const word = store.products[0].name.split(' ')[0];
    await page.fill('#search-box input', word);
    await page.waitForSelector('#trouble', { state: 'visible' });
    await screenshot('trouble');
    await page.unroute('**/1/indexes/**');
    await page.click('#trouble button');
    await page.waitForSelector('#trouble', { state: 'hidden' });
    await showsCount((await search({ query: word })).nbHits);
    // The browser itself reports the aborted requests; the page adds nothing to that.
    troubles = troubles.filter((text) => !text.includes('net::ERR_FAILED'));
  });
});
