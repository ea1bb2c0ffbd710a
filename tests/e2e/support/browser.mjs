// The storefront in a browser, for the tests that use it as a shopper does.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe } from 'node:test';

import { chromium } from 'playwright-core';

import { clientOf, required, startStore } from './server.mjs';

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

/** What the page's visitors pay who chose nothing. */
export const EVERYBODY = { lists: ['default'], quantity: 1, currency: 'EUR' };

/** How many products a row of recommendations shows at most. */
export const MAX_IN_ROW = 12;

export const formatCount = (count) => new Intl.NumberFormat('en-IE').format(count);
export const formatPrice = (amount, currency = 'EUR') =>
  new Intl.NumberFormat('en-IE', { style: 'currency', currency }).format(amount);

/** What one test has at hand; `page` is a new visitor's. */
class Shop {
  async start(prepare) {
    this.store = await startStore({
      webDir: required('AISLE_WEB_DIR', 'the folder of the built storefront'),
    });
    this.client = clientOf(this.store);
    await prepare?.(this.store);
    this.browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  }

  async stop() {
    await this.browser?.close();
    await this.store?.stop();
  }

  /** Opens an empty page and notes everything that should not happen there. */
  async begin() {
    this.page = await this.browser.newPage({ viewport: { width: 1280, height: 900 } });
    this.page.setDefaultTimeout(15_000);
    this.troubles = [];
    this.page.on('console', (message) => {
      if (message.type() === 'error') this.troubles.push(message.text());
    });
    this.page.on('pageerror', (error) => this.troubles.push(error.message));
    this.page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith('http') && url.origin !== this.store.url)
        this.troubles.push(`asked ${url}`);
    });
  }

  async end() {
    await this.page.close();
    assert.deepEqual(this.troubles, []);
  }

  /** What the page asks for: prices for everyone, in euro, unless the test says otherwise. */
  search(searchParams, indexName = 'products') {
    return this.client.searchSingleIndex({
      indexName,
      searchParams: { priceContext: EVERYBODY, ...searchParams },
    });
  }

  async open(address = '/') {
    await this.page.goto(this.store.url + address);
    await this.page.waitForSelector('#hits .card, #hits .empty', { state: 'attached' });
  }

  async screenshot(name) {
    const folder = process.env.AISLE_SCREENSHOT_DIR;
    if (folder) await this.page.screenshot({ path: path.join(folder, `${name}.png`) });
  }

  /** Waits until the page shows what `isShown` looks for; says what it shows instead. */
  async shows(isShown, expected) {
    try {
      await this.page.waitForFunction(isShown, expected);
    } catch {
      const stats = await this.page.textContent('#stats');
      const isAway = await this.page.isVisible('#trouble');
      const ids = await this.shownIds();
      const seen = `the page says "${stats}", ${isAway ? 'that the server is away, ' : ''}and shows ${ids}`;
      assert.fail(`expected ${JSON.stringify(expected)}, but ${seen} at ${this.page.url()}`);
    }
  }

  /** Waits until the page counts as many products as the API does. */
  showsCount(count) {
    return this.shows(
      (text) => document.querySelector('#stats').textContent.trim().startsWith(text),
      `${formatCount(count)} product`,
    );
  }

  /** The products of the results, or of another list. */
  shownIds(list = '#hits') {
    return this.page.$$eval(`${list} [data-product]`, (links) =>
      links.map((link) => link.dataset.product),
    );
  }

  async showsHits({ nbHits, hits }) {
    await this.showsCount(nbHits);
    await this.shows(
      (ids) => {
        const links = [...document.querySelectorAll('#hits [data-product]')];
        return links.map((link) => link.dataset.product).join() === ids;
      },
      hits.map(({ objectID }) => objectID).join(),
    );
  }

  /** Opens the page of a product, as somebody who was sent its address. */
  async openProduct(id) {
    await this.page.goto('about:blank');
    await this.page.goto(`${this.store.url}/#/product/${id}`);
    await this.page.waitForSelector('#product-name');
  }

  /** The products that the recommend endpoint names for everybody in euro, as the page asks. */
  async recommend(requests) {
    const { hosts } = this.client.transporter;
    const client = this.client.initRecommend({ options: { hosts } });
    const whole = requests.map((request) => ({
      indexName: 'products',
      threshold: 0,
      maxRecommendations: 2 * MAX_IN_ROW,
      queryParameters: { priceContext: EVERYBODY },
      ...request,
    }));
    const { results } = await client.getRecommendations({ requests: whole });
    return results.map(({ hits }) => hits.map(({ objectID }) => objectID));
  }

  rowIds(row) {
    return this.shownIds(`[data-row="${row}"]`);
  }

  /** Waits until a row shows these products in this order. */
  showsRow(row, ids) {
    return this.shows(
      (wanted) => {
        const links = [...document.querySelectorAll(`[data-row="${wanted.row}"] [data-product]`)];
        return links.map((link) => link.dataset.product).join() === wanted.ids;
      },
      { row, ids: ids.slice(0, MAX_IN_ROW).join() },
    );
  }

  /** The events that the page sends from now on. */
  watchEvents() {
    const events = [];
    this.page.on('request', (request) => {
      if (new URL(request.url()).pathname === '/1/events')
        events.push(...JSON.parse(request.postData()).events);
    });
    return events;
  }

  /** The token of the visitor in this browser. */
  visitor() {
    return this.page.evaluate(() => window.localStorage.getItem('aisle-visitor'));
  }

  facetRow(filter, value) {
    const box = this.page.locator(`input[value="${value}"]`);
    return this.page.locator(`#filter-${filter} li`).filter({ has: box });
  }
}

/**
 * A suite whose tests each have a new page of one store; none may write an error to the
 * console or ask another host for anything.
 * @param {string} title
 * @param {(shop: Shop) => void} define
 * @param {(store: object) => Promise<void>} [prepare] what the store needs before
 */
export function describeInBrowser(title, define, prepare) {
  describe(title, { skip }, () => {
    const shop = new Shop();
    before(() => shop.start(prepare));
    after(() => shop.stop());
    beforeEach(() => shop.begin());
    afterEach(() => shop.end());
    define(shop);
  });
}
