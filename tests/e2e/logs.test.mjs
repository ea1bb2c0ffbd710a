// The log of requests through the official client against a running server:
//   1. getLogs shows the latest requests, newest first, with what the protocol says of each.
//   2. offset, length, indexName and type choose; wrong values are refused by name.
//   3. No key is in it, whatever was asked.
//   4. It takes the right `logs`; a key sees the indexes it may see, and none with filters.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { ADMIN_KEY, clientOf, NUM_PRODUCTS, SEARCH_KEY, startStore } from './support/server.mjs';

const FORBIDDEN = { name: 'ApiError', status: 403 };

describe('The log of requests', () => {
  let store;
  let admin;

  before(async () => {
    store = await startStore();
    admin = clientOf(store, ADMIN_KEY);
    const shopper = clientOf(store);
    await shopper.searchSingleIndex({ indexName: 'products', searchParams: { query: 'é' } });
    await shopper.search({ requests: [{ indexName: 'products', query: 'many' }] });
    await assert.rejects(shopper.searchSingleIndex({ indexName: 'missing' }));
    await admin.saveObject({ indexName: 'other', body: { objectID: 'a' } });
  });
  after(() => store?.stop());

  it('shows what was asked and answered', async () => {
    const { logs } = await admin.getLogs();
    assert.deepEqual(
      logs.map(({ method, answer_code, index }) => [method, answer_code, index]),
      [
        ['POST', '201', 'other'],
        ['POST', '404', 'missing'],
        ['POST', '200', undefined],
        ['POST', '200', 'products'],
      ],
    );
    const search = logs[3];
    assert.ok(Math.abs(Date.parse(search.timestamp) - Date.now()) < 60_000);
    assert.deepEqual(JSON.parse(search.query_body), { query: 'é' });
    assert.ok(search.answer.startsWith('{"hits":['));
    assert.match(search.url, /^\/1\/indexes\/products\/query/);
    assert.equal(search.ip, '127.0.0.1');
    assert.match(search.query_headers, /x-algolia-application-id: AISLETEST/);
    assert.match(search.sha1, /^[0-9a-f]{40}$/);
    assert.equal(search.nb_api_calls, '1');
    assert.match(search.processing_time_ms, /^\d+$/);
    assert.ok(Number(search.query_nb_hits) <= NUM_PRODUCTS);
    assert.match(logs[1].answer, /Index missing does not exist/);
    assert.equal(new Set(logs.map(({ sha1 }) => sha1)).size, logs.length);
  });

  it('is searched by place, index and type', async () => {
    const of = async (parameters) =>
      (await admin.getLogs({ length: 1000, ...parameters })).logs.map(({ index }) => index);
    assert.deepEqual(await of({ type: 'query' }), ['missing', undefined, 'products']);
    assert.deepEqual(await of({ type: 'query', offset: 1, length: 1 }), [undefined]);
    assert.deepEqual(await of({ type: 'build' }), ['other']);
    assert.deepEqual(await of({ type: 'error' }), ['missing']);
    assert.deepEqual(await of({ indexName: 'products' }), ['products']);
    for (const wrong of [{ length: 1001 }, { offset: -1 }, { type: 'some' }]) {
      const [name] = Object.keys(wrong);
      await assert.rejects(admin.getLogs(wrong), {
        status: 400,
        message: new RegExp(`^${name}: expected`),
      });
    }
  });

  it('holds no keys', async () => {
    const { key } = await admin.addApiKey({ acl: ['search'], description: 'hidden' });
    await admin.waitForApiKey({ operation: 'add', key });
    await admin.getApiKey({ key });
    await admin.listApiKeys();
    for (const name of ['x-algolia-api-key', 'X-ALGOLIA-API-KEY', 'x-algolia-api%2Dkey']) {
      const query = `x-algolia-application-id=AISLETEST&${name}=${key}`;
      await (await fetch(`${store.url}/1/indexes/products?${query}`)).text();
    }
    await fetch(`${store.url}/1/indexes/products?x-algolia-api-key=wrong-key-of-somebody`);
    const { logs } = await admin.getLogs({ length: 1000 });
    const text = JSON.stringify(logs);
    for (const secret of [key, ADMIN_KEY, SEARCH_KEY, 'wrong-key-of-somebody'])
      assert.ok(!text.includes(secret), secret);
    assert.equal(logs.filter(({ url }) => url.startsWith('/1/keys')).length >= 3, true);
    await admin.deleteApiKey({ key });
  });

  it('is for keys that may see it', async () => {
    await assert.rejects(clientOf(store).getLogs(), FORBIDDEN);
    const { key } = await admin.addApiKey({ acl: ['logs', 'search'], indexes: ['prod*'] });
    await admin.waitForApiKey({ operation: 'add', key });
    const { logs } = await clientOf(store, key).getLogs({ length: 1000 });
    assert.ok(logs.length > 0);
    for (const { index } of logs) assert.equal(index, 'products');
    const secured = admin.generateSecuredApiKey({
      parentApiKey: key,
      restrictions: { filters: 'brand:none' },
    });
    await assert.rejects(clientOf(store, secured).getLogs(), FORBIDDEN);
  });
});
