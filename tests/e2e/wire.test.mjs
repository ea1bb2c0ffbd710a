// What the client libraries hide, on the wire itself:
//   1. Credentials count in headers and in the query string, in any letter case.
//   2. A body is JSON whatever its content-type says, chunked or not.
//   3. GET searches take their parameters from the URL.
//   4. Every answer may be read by any page, errors included; OPTIONS needs no key.
//   5. Answers are compressed for those who ask, and only for them.
//   6. Errors are JSON with message and status, and never a member named error.

import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';

import { has, matches } from './support/oracle.mjs';
import { APP_ID, NUM_PRODUCTS, SEARCH_KEY, startStore } from './support/server.mjs';

const CREDENTIALS = { 'x-algolia-application-id': APP_ID, 'x-algolia-api-key': SEARCH_KEY };
const QUERY = '/1/indexes/products/query';

describe('the protocol on the wire', () => {
  let store;

  before(async () => {
    store = await startStore();
  });
  after(() => store?.stop());

  const post = (path, body, headers = {}) =>
    fetch(store.url + path, { method: 'POST', headers: { ...CREDENTIALS, ...headers }, body });

  /** A request without the comforts of fetch: nothing is added, nothing decompressed. */
  function raw(path, { method = 'GET', headers = {}, chunks = [] } = {}) {
    return new Promise((resolve, reject) => {
      const request = http.request(
        store.url + path,
        { method, headers: { ...CREDENTIALS, ...headers } },
        (response) => {
          const parts = [];
          response.on('data', (part) => parts.push(part));
          response.on('end', () =>
            resolve({
              status: response.statusCode,
              headers: response.headers,
              body: Buffer.concat(parts),
            }),
          );
        },
      );
      request.on('error', reject);
      for (const chunk of chunks) request.write(chunk);
      request.end();
    });
  }

  it('takes credentials from the query string', async () => {
    for (const [id, key] of [
      ['x-algolia-application-id', 'x-algolia-api-key'],
      ['X-Algolia-Application-Id', 'X-Algolia-API-Key'],
    ]) {
      const credentials = new URLSearchParams({
        [id]: APP_ID,
        [key]: SEARCH_KEY,
        'x-algolia-agent': 'a test (1.0)',
      });
      const response = await fetch(`${store.url}${QUERY}?${credentials}`, {
        method: 'POST',
        body: '{}',
      });
      assert.equal(response.status, 200);
      assert.equal((await response.json()).nbHits, NUM_PRODUCTS);
    }
  });

  it('reads JSON under any content-type', async () => {
    for (const type of [
      'text/plain',
      'text/plain;charset=UTF-8',
      'application/x-www-form-urlencoded',
      'application/json',
    ]) {
      const response = await post(QUERY, '{"hitsPerPage":2}', { 'content-type': type });
      assert.equal(response.status, 200, type);
      assert.equal((await response.json()).hits.length, 2, type);
    }
  });

  it('reads chunked bodies', async () => {
    const { status, body } = await raw(QUERY, {
      method: 'POST',
      chunks: ['{"hits', 'PerPage"', ':4}'],
    });
    assert.equal(status, 200);
    assert.equal(JSON.parse(body).hits.length, 4);
  });

  it('reads the params string', async () => {
    const params = new URLSearchParams({
      hitsPerPage: '3',
      facets: '["brand"]',
      facetFilters: '["free_shipping:true"]',
    });
    const answer = await (await post(QUERY, JSON.stringify({ params: String(params) }))).json();
    assert.equal(answer.hits.length, 3);
    assert.equal(answer.nbHits, matches(store.products, has('free_shipping', true)).length);
    assert.ok(answer.facets.brand);
  });

  it('searches by GET', async () => {
    const params = new URLSearchParams({
      hitsPerPage: '3',
      facets: 'brand,color',
      filters: 'free_shipping:true AND rating >= 4',
    });
    const response = await fetch(`${store.url}/1/indexes/products?${params}`, {
      headers: CREDENTIALS,
    });
    assert.equal(response.status, 200);
    const answer = await response.json();
    assert.equal(answer.hits.length, 3);
    assert.deepEqual(Object.keys(answer.facets).sort(), ['brand', 'color']);
    const expected = store.products.filter(
      ({ free_shipping, rating }) => free_shipping && rating >= 4,
    );
    assert.equal(answer.nbHits, expected.length);
  });

  it('may be read by any page, errors included', async () => {
    const answers = [
      [await post(QUERY, '{}'), 200],
      [await post(QUERY, '{"query":'), 400],
      [await post(QUERY, '{}', { 'x-algolia-api-key': 'wrong' }), 403],
      [await post('/1/indexes/nothing/query', '{}'), 404],
    ];
    for (const [response, status] of answers) {
      assert.equal(response.status, status);
      assert.equal(response.headers.get('access-control-allow-origin'), '*');
      assert.match(response.headers.get('content-type'), /^application\/json/);
      const body = await response.json();
      assert.ok(!('error' in body));
      if (status === 200) continue;
      assert.equal(body.status, status);
      assert.equal(typeof body.message, 'string');
    }
  });

  it('answers a preflight without a key', async () => {
    const response = await fetch(`${store.url}/1/indexes/products/settings`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://shop.example',
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'x-algolia-api-key,x-algolia-application-id',
      },
    });
    assert.ok(response.ok, `status ${response.status}`);
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    assert.match(response.headers.get('access-control-allow-headers'), /x-algolia-api-key/i);
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
      assert.match(response.headers.get('access-control-allow-methods'), new RegExp(method));
    }
  });

  it('compresses for those who ask', async () => {
    const request = { method: 'POST', chunks: ['{"hitsPerPage":50}'] };
    const plain = await raw(QUERY, request);
    const packed = await raw(QUERY, { ...request, headers: { 'accept-encoding': 'gzip' } });
    assert.equal(plain.headers['content-encoding'], undefined);
    assert.equal(packed.headers['content-encoding'], 'gzip');
    assert.ok(packed.body.length < plain.body.length / 2);
    const ids = (body) => JSON.parse(body).hits.map(({ objectID }) => objectID);
    assert.deepEqual(ids(gunzipSync(packed.body)), ids(plain.body));
  });

  it('keeps an encoded slash inside one path segment', async () => {
    const response = await fetch(`${store.url}/1/indexes/products/a%2Fb%20c`, {
      headers: CREDENTIALS,
    });
    assert.equal(response.status, 404);
    assert.match((await response.json()).message, /ObjectID does not exist/);
  });
});
