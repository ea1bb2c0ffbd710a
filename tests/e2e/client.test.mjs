// Searching through the official algoliasearch client against a running server:
//   1. A facet's count is what remains after picking it, also under a text query.
//   2. Pages neither overlap nor leave gaps, and together they are all hits.
//   3. Replicas show the same products, in their own order.
//   4. Highlights mark the query's words and change nothing else.
//   5. Several queries travel in one request and come back in order, facet searches included.
//   6. Errors reach the caller as ApiError with status and message.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { all, commonest, has, idsOf, matches, valuesOf } from './support/oracle.mjs';
import { clientOf, NUM_PRODUCTS, REPLICAS, startStore } from './support/server.mjs';

describe('searching with the official client', () => {
  let store;
  let client;
  let brands;

  before(async () => {
    store = await startStore();
    client = clientOf(store);
    brands = commonest(store.products, 'brand');
  });
  after(() => store?.stop());

  const search = (searchParams, indexName = 'products') =>
    client.searchSingleIndex({ indexName, searchParams });

  /** All ids of a search, page by page; it must have at most 1,000 hits, as pages end there. */
  async function allIds(params, hitsPerPage = 130, indexName = 'products') {
    const ids = [];
    for (let page = 0, nbPages = 1; page < nbPages; page += 1) {
      const answer = await search(
        { ...params, attributesToRetrieve: ['objectID'], hitsPerPage, page },
        indexName,
      );
      assert.equal(answer.page, page);
      ids.push(...answer.hits.map(({ objectID }) => objectID));
      nbPages = answer.nbPages;
    }
    return ids;
  }

  it('finds everything with an empty query', async () => {
    const answer = await search({});
    assert.equal(answer.nbHits, NUM_PRODUCTS);
    assert.equal(answer.hits.length, answer.hitsPerPage);
    assert.equal(answer.page, 0);
  });

  it('keeps the promise of a facet count under a text query', async () => {
    const [word] = store.products[0].name.split(' ');
    const { facets, nbHits } = await search({ query: word, facets: ['brand', 'color'] });
    assert.ok(nbHits > 0);
    for (const [attribute, counts] of Object.entries(facets)) {
      for (const [value, count] of Object.entries(counts).slice(0, 5)) {
        const refined = await search({ query: word, facetFilters: [`${attribute}:${value}`] });
        assert.equal(refined.nbHits, count, `${attribute}:${value}`);
      }
    }
  });

  it('pages without overlap and without gap', async () => {
    const condition = has('brand', brands[0]);
    const ids = await allIds({ facetFilters: [`brand:${brands[0]}`] }, 37);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual([...ids].sort(), idsOf(matches(store.products, condition)));
    const beyond = await search({ facetFilters: [`brand:${brands[0]}`], page: 900 });
    assert.deepEqual(beyond.hits, []);
    assert.equal(beyond.nbHits, ids.length);
  });

  it('sorts by replica', async () => {
    const byId = new Map(store.products.map((product) => [product.objectID, product]));
    const orders = [
      ['price', 1],
      ['price', -1],
      ['release_date', -1],
    ];
    const filter = { facetFilters: [`brand:${brands[0]}`] };
    const expected = (await allIds(filter)).sort();
    for (const [at, replica] of REPLICAS.entries()) {
      const [attribute, sign] = orders[at];
      const ids = await allIds(filter, 130, replica);
      assert.deepEqual([...ids].sort(), expected, replica);
      const values = ids.flatMap((id) => valuesOf(byId.get(id), attribute));
      const sorted = [...values].sort((a, b) => sign * (a < b ? -1 : a > b ? 1 : 0));
      assert.deepEqual(values, sorted, replica);
    }
  });

  it('finds a product by its name and marks the words', async () => {
    const product = store.products[7];
    const { hits } = await search({
      query: product.name,
      highlightPreTag: '[[',
      highlightPostTag: ']]',
    });
    const hit = hits.find(({ objectID }) => objectID === product.objectID);
    assert.ok(hit, `${product.name} is not on the first page of its own name`);
    const { value, matchLevel } = hit._highlightResult.name;
    assert.equal(matchLevel, 'full');
    assert.match(value, /\[\[.+\]\]/);
    assert.equal(value.replaceAll('[[', '').replaceAll(']]', ''), product.name);
  });

  it('answers several queries and facet searches in one request', async () => {
    const [brand] = brands;
    const prefix = brand.slice(0, 4);
    const { results } = await client.search({
      requests: [
        { indexName: 'products', query: '', hitsPerPage: 3 },
        {
          indexName: 'products',
          type: 'facet',
          facet: 'brand',
          facetQuery: prefix,
          maxFacetHits: 50,
        },
        { indexName: 'products_price_asc', hitsPerPage: 0, facets: 'color' },
      ],
    });
    assert.equal(results.length, 3);
    assert.equal(results[0].hits.length, 3);
    const found = results[1].facetHits.find(({ value }) => value === brand);
    assert.equal(found?.count, matches(store.products, has('brand', brand)).length);
    assert.deepEqual(results[2].hits, []);
    assert.equal(results[2].index, 'products_price_asc');
    assert.ok(Object.keys(results[2].facets.color).length > 0);
  });

  it('searches facet values within the filters', async () => {
    const [brand] = brands;
    const { facetHits } = await client.searchForFacetValues({
      indexName: 'products',
      facetName: 'brand',
      searchForFacetValuesRequest: {
        facetQuery: brand.slice(0, 4),
        facetFilters: ['free_shipping:true'],
        maxFacetHits: 50,
      },
    });
    const found = facetHits.find(({ value }) => value === brand);
    const expected = matches(store.products, all(has('brand', brand), has('free_shipping', true)));
    assert.equal(found?.count, expected.length);
    assert.match(found.highlighted, /<em>/);
  });

  it('reports errors as ApiError with status and message', async () => {
    const stranger = clientOf(store, 'not a key');
    const failures = [
      [() => search({}, 'no_such_index'), 404, /no_such_index/],
      [() => search({ filters: 'brand:(' }), 400, /filters/],
      [() => stranger.searchSingleIndex({ indexName: 'products' }), 403, /API key/],
    ];
    for (const [call, status, message] of failures) {
      await assert.rejects(call, { name: 'ApiError', status, message });
    }
  });
});
