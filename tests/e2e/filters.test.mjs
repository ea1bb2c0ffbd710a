// Filters and facets through the official client, checked against counting by hand:
//   1. Every filter language (filters, facetFilters, numericFilters) finds exactly the products
//      that the records say.
//   2. All conditions hold on one and the same variant.
//   3. Facet counts are numbers of distinct products, and price statistics agree.
//   4. Each level of the category tree counts what the level below divides.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import {
  all,
  any,
  commonest,
  compare,
  facetCounts,
  has,
  idsOf,
  matches,
  not,
} from './support/oracle.mjs';
import { clientOf, startStore } from './support/server.mjs';

const FACETS = [
  'brand',
  'color',
  'size',
  'rating',
  'free_shipping',
  'hierarchicalCategories.lvl0',
  'hierarchicalCategories.lvl1',
];
const PAGE = 1000;

describe('filters and facets with the official client', () => {
  let store;
  let client;
  let brands;
  let colors;
  let sizes;

  before(async () => {
    store = await startStore();
    client = clientOf(store);
    brands = commonest(store.products, 'brand');
    colors = commonest(store.products, 'color');
    sizes = commonest(store.products, 'size');
  });
  after(() => store?.stop());

  const search = (searchParams) =>
    client.searchSingleIndex({ indexName: 'products', searchParams });

  /** The search finds exactly the products with a row that meets the condition. */
  async function assertFinds(params, condition) {
    const expected = matches(store.products, condition);
    const answer = await search({
      ...params,
      hitsPerPage: PAGE,
      attributesToRetrieve: ['objectID'],
    });
    assert.equal(answer.nbHits, expected.length, JSON.stringify(params));
    if (expected.length > PAGE) return;
    assert.deepEqual(
      answer.hits.map(({ objectID }) => objectID).sort(),
      idsOf(expected),
      JSON.stringify(params),
    );
  }

  it('understands filters', async () => {
    const [brand, other] = brands;
    const [color, second] = colors;
    const cheap = compare('price', (price) => price < 40);
    await assertFinds({ filters: `brand:"${brand}"` }, has('brand', brand));
    await assertFinds({ filters: `NOT brand:"${brand}"` }, not(has('brand', brand)));
    await assertFinds(
      { filters: 'free_shipping:true AND price < 40' },
      all(has('free_shipping', true), cheap),
    );
    await assertFinds(
      { filters: 'price:20 TO 60' },
      compare('price', (price) => price >= 20 && price <= 60),
    );
    await assertFinds(
      { filters: 'rating = 4 OR rating = 5' },
      compare('rating', (rating) => rating >= 4),
    );
    await assertFinds(
      {
        filters: `(color:"${color}" OR color:"${second}") AND size:"${sizes[0]}" AND NOT brand:"${other}"`,
      },
      all(
        any(has('color', color), has('color', second)),
        has('size', sizes[0]),
        not(has('brand', other)),
      ),
    );
  });

  it('asks all conditions of one and the same variant', async () => {
    for (const color of colors.slice(0, 4)) {
      for (const size of sizes.slice(0, 3)) {
        await assertFinds(
          { facetFilters: [`color:${color}`, `size:${size}`] },
          all(has('color', color), has('size', size)),
        );
      }
    }
  });

  it('understands facetFilters and numericFilters', async () => {
    const [brand, other] = brands;
    const either = any(has('brand', brand), has('brand', other));
    const middle = compare('price', (price) => price >= 15.5);
    await assertFinds({ facetFilters: [[`brand:${brand}`, `brand:${other}`]] }, either);
    await assertFinds({ facetFilters: [`brand:-${brand}`] }, not(has('brand', brand)));
    await assertFinds(
      {
        facetFilters: [[`brand:${brand}`, `brand:${other}`], 'free_shipping:true'],
        numericFilters: ['price>=15.5', 'rating>=4'],
      },
      all(
        either,
        has('free_shipping', true),
        middle,
        compare('rating', (rating) => rating >= 4),
      ),
    );
    await assertFinds(
      { numericFilters: [['price<12', 'price>300']] },
      compare('price', (price) => price < 12 || price > 300),
    );
  });

  it('narrows down the category tree', async () => {
    const [department] = commonest(store.products, 'hierarchicalCategories.lvl0');
    const inside = has('hierarchicalCategories.lvl0', department);
    const answer = await search({
      facetFilters: [[`hierarchicalCategories.lvl0:${department}`]],
      facets: ['hierarchicalCategories.lvl0', 'hierarchicalCategories.lvl1'],
      hitsPerPage: 0,
    });
    const matched = matches(store.products, inside);
    assert.deepEqual(
      answer.facets['hierarchicalCategories.lvl1'],
      facetCounts(matched, 'hierarchicalCategories.lvl1'),
    );
    assert.deepEqual(answer.facets['hierarchicalCategories.lvl0'], {
      [department]: matched.length,
    });
    const [shelf] = Object.keys(answer.facets['hierarchicalCategories.lvl1']);
    assert.ok(shelf.startsWith(`${department} > `));
    await assertFinds(
      { facetFilters: [[`hierarchicalCategories.lvl1:${shelf}`]] },
      has('hierarchicalCategories.lvl1', shelf),
    );
  });

  it('counts facets as distinct products', async () => {
    const conditions = [
      [{}, () => true],
      [{ filters: `color:"${colors[0]}"` }, has('color', colors[0])],
      [
        {
          facetFilters: [[`brand:${brands[0]}`, `brand:${brands[1]}`]],
          numericFilters: 'price>=20',
        },
        all(
          any(has('brand', brands[0]), has('brand', brands[1])),
          compare('price', (price) => price >= 20),
        ),
      ],
    ];
    for (const [params, condition] of conditions) {
      const answer = await search({
        ...params,
        facets: [...FACETS, 'price'],
        maxValuesPerFacet: 1000,
        hitsPerPage: 0,
      });
      const matched = matches(store.products, condition);
      for (const facet of FACETS) {
        assert.deepEqual(
          answer.facets[facet] ?? {},
          facetCounts(matched, facet),
          `${facet} with ${JSON.stringify(params)}`,
        );
      }
      const prices = matched.map(({ product }) => product.price);
      assert.equal(answer.facets_stats.price.min, Math.min(...prices));
      assert.equal(answer.facets_stats.price.max, Math.max(...prices));
      assert.equal(answer.nbHits, matched.length);
    }
  });
});
