// A wholesaler's shop and a marketplace, through the official client against a real server:
//   1. A customer's key shows the customer's assortment and prices, and nothing a request says
//      shows more: hits, variants, totals, facets, prices, facet searches, browsing, records.
//   2. A price list of one's own comes before the common one, with hundreds of lists in the index.
//   3. Several sellers offer one product: each is a facet value and a filter, and its price is the
//      one that counts then.
//   4. A seller who is paused is gone at once, and back at once, without new records.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { ADMIN_KEY, clientOf, SEARCH_KEY, startStore } from './support/server.mjs';

const indexName = 'parts';
const NUM_LISTS = 300;

const offer = (list, amount, seller) => ({
  list,
  currency: 'EUR',
  amount,
  ...(seller && { seller }),
});

/** What each customer has a contract for: its own amount. */
const contracts = Array.from({ length: NUM_LISTS }, (_, i) => offer(`customer-${i}`, 6000 + i));

const products = [
  {
    objectID: 'vice',
    name: 'Bench vice',
    brand: 'Holdfast',
    visibleTo: ['public', 'dealer'],
    prices: [offer('default', 10_000), offer('dealer', 7000), ...contracts],
  },
  {
    objectID: 'kit',
    name: 'Bench kit for dealers',
    brand: 'Tradeonly',
    visibleTo: ['dealer'],
    prices: [offer('dealer', 5000)],
  },
  {
    objectID: 'lamp',
    name: 'Bench lamp',
    brand: 'Holdfast',
    variants: [
      { sku: 'lamp-red', color: 'red', visibleTo: ['public'], prices: [offer('default', 3000)] },
      {
        sku: 'lamp-blue',
        color: 'blue',
        visibleTo: ['dealer'],
        prices: [offer('default', 2500), offer('dealer', 2000)],
      },
    ],
  },
  {
    objectID: 'drill',
    name: 'Bench drill',
    brand: 'Spinwell',
    visibleTo: ['public', 'dealer'],
    prices: [offer('default', 20_000, 'north'), offer('default', 18_000, 'south')],
  },
];

const settings = {
  searchableAttributes: ['name', 'brand'],
  attributesForFaceting: [
    'searchable(brand)',
    'color',
    'price',
    'seller',
    'filterOnly(visibleTo)',
  ],
  unretrievableAttributes: ['prices', 'visibleTo'],
  customRanking: ['asc(price)'],
  defaultPriceContext: { lists: ['default'] },
};

/** What a request may say to see more than its key allows. */
const attempts = [
  {},
  { filters: 'visibleTo:dealer OR visibleTo:public' },
  { filters: 'NOT visibleTo:public' },
  { facetFilters: [['visibleTo:dealer', 'visibleTo:public']] },
  { priceContext: { lists: ['dealer', 'customer-7'] } },
  { priceContext: { missing: 'keep' }, facetFilters: ['visibleTo:dealer'] },
  { attributesToRetrieve: ['*'], getRankingInfo: true },
];

describe('a shop for several groups of customers', () => {
  let store;
  let admin;
  let customers;

  before(async () => {
    store = await startStore({ isEmpty: true });
    admin = clientOf(store, ADMIN_KEY);
    const { taskID } = await admin.setSettings({ indexName, indexSettings: settings });
    await admin.waitForTask({ indexName, taskID });
    await admin.saveObjects({ indexName, objects: products, waitForTasks: true });
    const parentApiKey = (await admin.addApiKey({ acl: ['search', 'browse'] })).key;
    await admin.waitForApiKey({ operation: 'add', key: parentApiKey });
    const holder = (group, lists) =>
      clientOf(
        store,
        admin.generateSecuredApiKey({
          parentApiKey,
          restrictions: {
            filters: `visibleTo:${group}`,
            priceContext: JSON.stringify({ lists, missing: 'hide' }),
          },
        }),
      );
    customers = {
      everybody: holder('public', ['default']),
      dealer: holder('dealer', ['dealer', 'default']),
      contract: holder('public', ['customer-7', 'default']),
    };
  });
  after(() => store?.stop());

  const search = (client, searchParams = {}) =>
    client.searchSingleIndex({
      indexName,
      searchParams: { query: 'bench', facets: ['*'], ...searchParams },
    });
  const pricesOf = ({ hits }) =>
    Object.fromEntries(hits.map(({ objectID, _priceRange }) => [objectID, _priceRange.min]));

  const expected = {
    everybody: {
      prices: { lamp: 30, vice: 100, drill: 180 },
      facets: { brand: { Holdfast: 2, Spinwell: 1 }, color: { red: 1 } },
      sku: 'lamp-red',
      stats: { min: 30, max: 180 },
    },
    dealer: {
      prices: { lamp: 20, kit: 50, vice: 70, drill: 180 },
      facets: { brand: { Holdfast: 2, Spinwell: 1, Tradeonly: 1 }, color: { blue: 1 } },
      sku: 'lamp-blue',
      stats: { min: 20, max: 180 },
    },
    contract: {
      prices: { lamp: 30, vice: 60.07, drill: 180 },
      facets: { brand: { Holdfast: 2, Spinwell: 1 }, color: { red: 1 } },
      sku: 'lamp-red',
      stats: { min: 30, max: 180 },
    },
  };

  for (const [group, { prices, facets, sku, stats }] of Object.entries(expected)) {
    it(`shows ${group} its assortment at its prices`, async () => {
      const answer = await search(customers[group]);
      assert.deepEqual(pricesOf(answer), prices);
      assert.deepEqual(
        answer.hits.map(({ objectID }) => objectID),
        Object.keys(prices),
        'the cheapest first, for this customer',
      );
      assert.equal(answer.nbHits, Object.keys(prices).length);
      assert.deepEqual(answer.facets.brand, facets.brand);
      assert.deepEqual(answer.facets.color, facets.color);
      assert.deepEqual(
        { min: answer.facets_stats.price.min, max: answer.facets_stats.price.max },
        stats,
      );
      const lamp = answer.hits.find(({ objectID }) => objectID === 'lamp');
      assert.equal(lamp._variant.sku, sku);
      assert.equal(lamp._matchingVariants, 1);
      const dear = await search(customers[group], { filters: 'price >= 60' });
      assert.deepEqual(
        Object.keys(pricesOf(dear)),
        Object.keys(prices).filter((id) => prices[id] >= 60),
      );
    });

    it(`shows ${group} no more, whatever it asks for`, async () => {
      for (const attempt of attempts) {
        const said = JSON.stringify(attempt);
        const answer = await search(customers[group], attempt);
        for (const hit of answer.hits) {
          assert.equal(hit._priceRange?.min, prices[hit.objectID], `${said}: ${hit.objectID}`);
          assert.equal(hit.prices, undefined, said);
          assert.equal(hit.visibleTo, undefined, said);
        }
        for (const [value, count] of Object.entries(answer.facets.brand ?? {})) {
          assert.ok(count <= facets.brand[value], `${said}: ${value}`);
        }
        const page = await customers[group].browse({ indexName, browseParams: attempt });
        assert.ok(
          page.hits.every(({ objectID }) => objectID in prices),
          said,
        );
      }
      const { facetHits } = await customers[group].searchForFacetValues({
        indexName,
        facetName: 'brand',
        searchForFacetValuesRequest: { facetQuery: 'trade' },
      });
      assert.equal(facetHits.length, 'kit' in prices ? 1 : 0);
      const getKit = customers[group].getObject({ indexName, objectID: 'kit' });
      if ('kit' in prices) assert.equal((await getKit).objectID, 'kit');
      else await assert.rejects(getKit, { status: 404 });
    });
  }

  it('takes the list of a customer first, of hundreds', async () => {
    for (const i of [0, 7, NUM_LISTS - 1]) {
      const answer = await search(admin, {
        priceContext: { lists: [`customer-${i}`, 'default'] },
        filters: `price = ${(6000 + i) / 100}`,
      });
      assert.deepEqual(pricesOf(answer), { vice: (6000 + i) / 100 });
    }
  });

  it('counts sellers, and prices a product as the chosen one does', async () => {
    const client = clientOf(store, SEARCH_KEY);
    assert.deepEqual((await search(client)).facets.seller, { north: 1, south: 1 });
    const north = await search(client, { filters: 'seller:north' });
    assert.deepEqual(pricesOf(north), { drill: 200 });
    assert.deepEqual(north.facets.seller, { north: 1 });
  });

  it('does without a paused seller at once', async () => {
    const client = clientOf(store, SEARCH_KEY);
    const pause = async (pausedSellers) => {
      const { taskID } = await admin.setSettings({ indexName, indexSettings: { pausedSellers } });
      await admin.waitForTask({ indexName, taskID });
      return search(client);
    };
    const without = await pause(['south']);
    assert.deepEqual(without.facets.seller, { north: 1 });
    assert.equal(pricesOf(without).drill, 200);
    const none = await pause(['south', 'north']);
    assert.equal(pricesOf(none).drill, undefined);
    assert.equal(none.nbHits, without.nbHits - 1);
    assert.equal(pricesOf(await pause([])).drill, 180);
  });
});
