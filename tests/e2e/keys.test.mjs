// API keys through the official client against a running server:
//   1. A key is created, shown, changed, deleted and restored; waitForApiKey sees each step.
//   2. A key does what its rights and indexes allow; others get 403.
//      A batch takes the rights and the indexes of each of its actions.
//   3. maxHitsPerQuery, maxQueriesPerIPPerHour, referers and validity hold.
//   4. No parameter of a request, alone or with others, shows the holder of a secured key a
//      product or a count that its filters exclude, in any endpoint.
//   5. Secured keys end with their time, their indexes, their addresses and their parent.
//   6. Keys survive a restart of the server.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { all, commonest, compare, facetCounts, has, idsOf, matches } from './support/oracle.mjs';
import { ADMIN_KEY, APP_ID, clientOf, SEARCH_KEY, startStore } from './support/server.mjs';

const FORBIDDEN = { name: 'ApiError', status: 403 };

/** A sequence of numbers that a seed determines. */
function randomFrom(seed) {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

describe('API keys', () => {
  let store;
  let admin;
  let brands;

  before(async () => {
    store = await startStore();
    admin = clientOf(store, ADMIN_KEY);
    brands = commonest(store.products, 'brand');
  });
  after(() => store?.stop());

  const create = async (apiKey) => (await admin.addApiKey({ acl: ['search'], ...apiKey })).key;
  const holder = (key) => clientOf(store, key);
  const search = (client, searchParams = {}, indexName = 'products') =>
    client.searchSingleIndex({ indexName, searchParams });
  const secure = (parentApiKey, restrictions) =>
    admin.generateSecuredApiKey({ parentApiKey, restrictions });
  const raw = (path, key, options = {}) =>
    fetch(store.url + path, {
      ...options,
      headers: { 'x-algolia-application-id': APP_ID, 'x-algolia-api-key': key, ...options.headers },
    });

  it('are created, shown, changed, deleted and restored', async () => {
    const apiKey = { acl: ['search', 'browse'], description: 'first', maxHitsPerQuery: 3 };
    const created = await admin.addApiKey(apiKey);
    assert.match(created.key, /^[0-9a-f]{32}$/);
    assert.ok(Date.parse(created.createdAt) > 0);
    const { key } = created;
    const shown = await admin.waitForApiKey({ operation: 'add', key });
    assert.equal(typeof shown.createdAt, 'number');
    assert.deepEqual(shown, {
      value: key,
      createdAt: shown.createdAt,
      validity: 0,
      indexes: [],
      maxQueriesPerIPPerHour: 0,
      queryParameters: '',
      referers: [],
      ...apiKey,
    });
    assert.ok((await admin.listApiKeys()).keys.some(({ value }) => value === key));

    const changed = { acl: ['search'], indexes: ['products*'], validity: 3600 };
    const { updatedAt } = await admin.updateApiKey({ key, apiKey: changed });
    assert.ok(Date.parse(updatedAt) > 0);
    await admin.waitForApiKey({ operation: 'update', key, apiKey: changed });
    assert.equal((await admin.getApiKey({ key })).description, '');

    const { deletedAt } = await admin.deleteApiKey({ key });
    assert.ok(Date.parse(deletedAt) > 0);
    await admin.waitForApiKey({ operation: 'delete', key });
    await assert.rejects(() => search(holder(key)), FORBIDDEN);
    await assert.rejects(() => admin.deleteApiKey({ key }), { status: 404 });

    const restored = await admin.restoreApiKey({ key });
    assert.equal(restored.key, key);
    await search(holder(key));
  });

  it('refuse what is wrong, with the member that is', async () => {
    await assert.rejects(() => admin.addApiKey({ acl: ['everything'] }), {
      status: 400,
      message: /acl\[0\]: unknown right everything/,
    });
    await assert.rejects(() => admin.getApiKey({ key: 'nothing' }), { status: 404 });
  });

  it('are for admins; a holder sees only its own', async () => {
    const key = await create({ description: 'a secret of the shop' });
    const own = await holder(key).getApiKey({ key });
    assert.equal(own.value, key);
    assert.ok(!JSON.stringify(own).includes('secret'));
    const secured = secure(key, { userToken: 'ann' });
    for (const call of [
      () => holder(key).listApiKeys(),
      () => holder(key).addApiKey({ acl: ['search'] }),
      () => holder(key).getApiKey({ key: SEARCH_KEY }),
      () => holder(key).getApiKey({ key: 'nothing' }),
      () => holder(key).deleteApiKey({ key }),
      () => holder(secured).getApiKey({ key }),
      () => holder(secured).getApiKey({ key: secured }),
    ]) {
      await assert.rejects(call, FORBIDDEN);
    }
  });

  it('allow their rights and indexes only', async () => {
    const key = await create({
      acl: ['search', 'listIndexes'],
      indexes: ['*_asc', 'products_newest'],
    });
    const client = holder(key);
    await search(client, {}, 'products_price_asc');
    const { items } = await client.listIndices();
    assert.deepEqual(items.map(({ name }) => name).sort(), [
      'products_newest',
      'products_price_asc',
    ]);
    const id = store.products[0].objectID;
    const message = 'Index not allowed with this API key';
    for (const call of [
      () => search(client),
      () => search(client, {}, 'no_such_index'),
      () => client.search({ requests: [{ indexName: 'products_newest' }, { indexName: 'products' }] }),
      () => client.getObject({ indexName: 'products', objectID: id }),
      () => client.getObjects({ requests: [{ indexName: 'products', objectID: id }] }),
      () => client.searchForFacetValues({ indexName: 'products', facetName: 'brand' }),
    ]) {
      await assert.rejects(call, { ...FORBIDDEN, message });
    }
    await assert.rejects(() => client.browse({ indexName: 'products_newest' }), {
      ...FORBIDDEN,
      message: 'Method not allowed with this API key',
    });
    await assert.rejects(
      () => client.setSettings({ indexName: 'products_newest', indexSettings: {} }),
      FORBIDDEN,
    );
  });

  it('take the rights and the indexes of each action of a batch', async () => {
    const adding = await create({ acl: ['addObject'], indexes: ['own*'] });
    const deleting = await create({ acl: ['deleteObject'], indexes: ['own*'] });
    const batch = (key, action, indexName = 'own') =>
      holder(key).multipleBatch({
        requests: [{ action, indexName, body: { objectID: 'a', name: 'a' } }],
      });
    const { taskID } = await batch(adding, 'addObject');
    await admin.waitForTask({ indexName: 'own', taskID: taskID.own });
    await batch(deleting, 'deleteObject');
    const operation = { operation: 'copy', destination: 'products_copy' };
    for (const call of [
      () => batch(adding, 'deleteObject'),
      () => batch(adding, 'clear'),
      () => batch(deleting, 'addObject'),
      () => batch(adding, 'addObject', 'products'),
      () => batch(SEARCH_KEY, 'addObject'),
      () => holder(adding).deleteObjects({ indexName: 'own', objectIDs: ['a'] }),
      () => holder(adding).operationIndex({ indexName: 'own', operationIndexParams: operation }),
    ]) {
      await assert.rejects(call, FORBIDDEN);
    }
  });

  it('limit hits, queries, referers and time', async () => {
    const few = await create({ acl: ['search', 'browse'], maxHitsPerQuery: 3 });
    assert.equal((await search(holder(few), { hitsPerPage: 100 })).hits.length, 3);
    assert.equal((await search(holder(few), { offset: 5, length: 100 })).hits.length, 3);
    assert.equal((await holder(few).browse({ indexName: 'products' })).hits.length, 3);

    const counted = await create({ maxQueriesPerIPPerHour: 5 });
    const query = (number) =>
      raw('/1/indexes/*/queries', counted, {
        method: 'POST',
        body: JSON.stringify({ requests: Array(number).fill({ indexName: 'products' }) }),
      });
    assert.equal((await query(4)).status, 200);
    const refused = await query(2);
    assert.equal(refused.status, 429);
    assert.ok(refused.headers.get('retry-after'));

    const local = await create({ referers: ['https://shop.example/*'] });
    const from = async (headers) =>
      (await raw('/1/indexes/products', local, { headers })).status;
    assert.equal(await from({ referer: 'https://shop.example/tents' }), 200);
    assert.equal(await from({ referer: 'https://other.example/' }), 403);
    assert.equal(await from({}), 403);

    const brief = await create({ validity: 1 });
    await search(holder(brief));
    await sleep(1100);
    await assert.rejects(() => search(holder(brief)), FORBIDDEN);
    await assert.rejects(() => admin.getApiKey({ key: brief }), { status: 404 });
  });

  it('force their query parameters', async () => {
    const key = await create({ queryParameters: `filters=brand:"${brands[0]}"&hitsPerPage=2` });
    const answer = await search(holder(key), { hitsPerPage: 50, filters: 'free_shipping:true' });
    assert.equal(answer.hits.length, 2);
    assert.equal(
      answer.nbHits,
      matches(store.products, all(has('brand', brands[0]), has('free_shipping', true))).length,
    );
  });

  describe('signed by a shop', () => {
    let client;
    let allowed;
    let allowedIds;
    let outside;

    before(async () => {
      const parent = await create({ acl: ['search', 'browse'] });
      const condition = all(
        has('brand', brands[0]),
        compare('price', (price) => price < 400),
      );
      allowed = matches(store.products, condition);
      allowedIds = new Set(idsOf(allowed));
      outside = store.products.find(({ objectID }) => !allowedIds.has(objectID));
      assert.ok(allowed.length > 5 && allowed.length < store.products.length / 2);
      client = holder(
        secure(parent, { filters: `brand:"${brands[0]}"`, numericFilters: ['price<400'] }),
      );
    });

    const everything = [
      ['filters', () => `NOT brand:"${brands[0]}"`],
      ['filters', () => `brand:"${brands[0]}" OR brand:"${brands[1]}"`],
      ['filters', () => 'price > 0'],
      ['filters', () => ''],
      ['facetFilters', () => [[`brand:${brands[1]}`, `brand:${brands[0]}`]]],
      ['facetFilters', () => []],
      ['numericFilters', () => ['price>0']],
      ['numericFilters', () => ''],
      ['tagFilters', () => []],
      ['optionalFilters', () => [`brand:${brands[1]}`]],
      ['disjunctiveFacets', () => ['brand', 'price', 'color']],
      ['facets', () => ['*']],
      ['facets', () => ['brand', 'price']],
      ['query', () => brands[1]],
      ['query', () => ''],
      ['similarQuery', () => outside.name],
      ['optionalWords', () => brands[1]],
      ['removeWordsIfNoResults', () => 'allOptional'],
      ['typoTolerance', () => 'min'],
      ['restrictSearchableAttributes', () => ['brand']],
      ['distinct', () => 0],
      ['page', () => 1],
      ['offset', () => 2],
      ['length', () => 50],
      ['hitsPerPage', () => 1000],
      ['enableRules', () => false],
      ['synonyms', () => false],
      ['sumOrFiltersScores', () => true],
      ['aroundLatLng', () => '0,0'],
      ['aroundRadius', () => 'all'],
      ['insideBoundingBox', () => [[-90, -180, 90, 180]]],
      ['attributesToRetrieve', () => ['*']],
      ['getRankingInfo', () => true],
      ['userToken', () => 'somebody'],
      ['validUntil', () => 4102444800],
      ['restrictIndices', () => '*'],
      ['params', () => 'filters=&facetFilters=&numericFilters=price>0&hitsPerPage=1000'],
      ['params', () => 'filters=price>0&filters='],
    ];

    function randomParams(random) {
      const params = {};
      for (let i = random(6); i >= 0; i -= 1) {
        const [name, value] = everything[random(everything.length)];
        params[name] = value();
      }
      return params;
    }

    /** Every product that an answer speaks of is allowed, and no count is beyond them. */
    function check(answer, context) {
      for (const { objectID } of answer.hits) {
        assert.ok(allowedIds.has(objectID), `${context} showed ${objectID}`);
      }
      assert.ok(answer.nbHits <= allowed.length, context);
      for (const [attribute, counts] of Object.entries(answer.facets ?? {})) {
        const most = facetCounts(allowed, attribute);
        for (const [value, count] of Object.entries(counts)) {
          assert.ok(count <= (most[value] ?? 0), `${context} counted ${attribute}:${value}`);
        }
      }
    }

    it('shows what its filters allow', async () => {
      const answer = await search(client, { hitsPerPage: 1000, facets: ['brand'] });
      assert.deepEqual(answer.hits.map(({ objectID }) => objectID).sort(), [...allowedIds].sort());
      assert.deepEqual(answer.facets.brand, { [brands[0]]: allowed.length });
    });

    it('cannot be widened by any parameter of a search', async () => {
      let numAnswered = 0;
      for (let seed = 0; seed < 300; seed += 1) {
        const params = randomParams(randomFrom(seed));
        const context = JSON.stringify(params);
        const path = seed % 3 === 0 ? '/1/indexes/*/queries' : '/1/indexes/products/query';
        const body = seed % 3 === 0 ? { requests: [{ indexName: 'products', ...params }] } : params;
        const response = await client
          .customPost({ path: path.slice(1), body })
          .catch((error) => assert.equal(error.status, 400, `${context}: ${error.message}`));
        if (!response) continue;
        numAnswered += 1;
        check(response.results?.[0] ?? response, context);
      }
      assert.ok(numAnswered > 150, `${numAnswered} answers`);
    });

    it('cannot be widened by browsing, not even with a forged cursor', async () => {
      const ids = [];
      const forged = ['', JSON.stringify({ filters: '', numericFilters: [] }), 0];
      const cursor = Buffer.from(JSON.stringify(forged)).toString('base64');
      for (const browseParams of [{ filters: 'price > 0' }, { hitsPerPage: 7 }, { cursor }]) {
        for (let next = browseParams; next; ) {
          const page = await client.browse({ indexName: 'products', browseParams: next });
          check(page, JSON.stringify(browseParams));
          ids.push(...page.hits.map(({ objectID }) => objectID));
          next = page.cursor && { cursor: page.cursor };
        }
      }
      assert.equal(ids.length, 3 * allowed.length);
    });

    it('cannot be widened by facet searches', async () => {
      for (const own of [{}, { filters: 'price > 0' }, { facetFilters: [`brand:${brands[1]}`] }]) {
        const { facetHits } = await client.searchForFacetValues({
          indexName: 'products',
          facetName: 'brand',
          searchForFacetValuesRequest: { facetQuery: '', maxFacetHits: 100, ...own },
        });
        const values = facetHits.map(({ value }) => value);
        assert.ok(values.every((value) => value === brands[0]), values.join());
      }
    });

    it('cannot be widened by asking for objects', async () => {
      const [inside] = allowedIds;
      const indexName = 'products';
      assert.equal((await client.getObject({ indexName, objectID: inside })).objectID, inside);
      await assert.rejects(() => client.getObject({ indexName, objectID: outside.objectID }), {
        status: 404,
        message: 'ObjectID does not exist',
      });
      const { results } = await client.getObjects({
        requests: store.products.map(({ objectID }) => ({ indexName, objectID })),
      });
      store.products.forEach(({ objectID }, at) => {
        assert.equal(results[at]?.objectID, allowedIds.has(objectID) ? objectID : undefined);
      });
    });

    it('ends with its time, its indexes, its addresses and its parent', async () => {
      const parent = await create();
      const now = Math.floor(Date.now() / 1000);
      const may = (restrictions) => search(holder(secure(parent, restrictions)));
      await may({ validUntil: now + 60 });
      await may({ restrictIndices: ['prod*'] });
      await may({ restrictSources: '127.0.0.0/8' });
      await assert.rejects(() => may({ validUntil: now - 5 }), {
        ...FORBIDDEN,
        message: '"validUntil" parameter expired (less than current date)',
      });
      await assert.rejects(() => may({ restrictIndices: ['products_newest'] }), FORBIDDEN);
      await assert.rejects(() => may({ restrictSources: '192.0.2.0/24' }), FORBIDDEN);
      await assert.rejects(() => search(holder(secure(ADMIN_KEY, {}))), FORBIDDEN);
      await assert.rejects(() => search(holder(secure(secure(parent, {}), {}))), FORBIDDEN);
      await admin.deleteApiKey({ key: parent });
      await assert.rejects(() => may({ validUntil: now + 60 }), FORBIDDEN);
    });

    it('counts as its bytes were signed, in the order of older clients', async () => {
      const text = `validUntil=4102444800&filters=brand%3A%22${encodeURIComponent(brands[0])}%22`;
      const mac = createHmac('sha256', SEARCH_KEY).update(text).digest('hex');
      const sign = (signed) => Buffer.from(mac + signed).toString('base64');
      const { nbHits } = await search(holder(sign(text)));
      assert.equal(nbHits, matches(store.products, has('brand', brands[0])).length);
      await assert.rejects(() => search(holder(sign(`${text} `))), FORBIDDEN);
    });
  });

  it('survive a restart', async () => {
    const key = await create({ description: 'to stay' });
    await store.restart();
    assert.equal((await admin.getApiKey({ key })).description, 'to stay');
    await search(holder(key));
  });
});
