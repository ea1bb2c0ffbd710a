// Events and recommendations through the official client:
//   1. Events are acknowledged, and one that is wrong refuses them all with a 422.
//   2. Before anything is trained there are empty lists, or the fallback.
//   3. Each model answers with products of the store, by falling scores, never the product
//      itself, as many as asked for and not below the threshold.
//   4. Filters hold on every recommended product; so does what a secured key forces, on whose past
//      is shown and on reasons, too.
//   5. The fallback fills up with what was not recommended.
//   6. New events change a shopper's lists at once, and are still known after a kill.
//   7. What cannot be answered is refused by its place in the request.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { commonest, has, rowsOf } from './support/oracle.mjs';
import {
  ADMIN_KEY,
  APP_ID,
  clientOf,
  NUM_PRODUCTS,
  SEARCH_KEY,
  startStore,
  trainStore,
} from './support/server.mjs';

const indexName = 'products';

describe('recommendations', () => {
  let store;
  let visitor;
  let productOf;
  let seed;

  /** The part of the official client that is meant for this; it goes to the same server. */
  const optionsOf = ({ transporter }) => ({ options: { hosts: transporter.hosts } });
  const recommend = (requests, client = visitor) =>
    client.initRecommend(optionsOf(client)).getRecommendations({ requests });
  const ask = async (request, client = visitor) => {
    const whole = { indexName, threshold: 0, maxRecommendations: 10, ...request };
    const { results } = await recommend([whole], client);
    assert.equal(results.length, 1);
    return results[0];
  };
  /** As a browser sends events when a page is left: without headers. */
  const send = (events) =>
    fetch(`${store.url}/1/events?x-algolia-application-id=${APP_ID}&x-algolia-api-key=${SEARCH_KEY}`, {
      method: 'POST',
      body: JSON.stringify({ events }),
    });
  const view = (userToken, ...objectIDs) => ({
    eventType: 'view',
    eventName: 'Seen',
    index: indexName,
    userToken,
    objectIDs,
  });
  const idsOf = ({ hits }) => hits.map(({ objectID }) => objectID);
  const eventually = async (check) => {
    const deadline = Date.now() + 10_000;
    for (;;) {
      try {
        return await check();
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await sleep(20);
      }
    }
  };

  before(async () => {
    store = await startStore();
    visitor = clientOf(store);
    productOf = new Map(store.products.map((product) => [product.objectID, product]));
  });
  after(() => store?.stop());

  it('are empty, or the fallback, before anything is trained', async () => {
    const objectID = store.products[0].objectID;
    const empty = await ask({ model: 'related-products', objectID });
    assert.deepEqual(empty.hits, []);
    assert.equal(empty.nbHits, 0);
    const { hits } = await ask({ model: 'bought-together', objectID, fallbackParameters: {} });
    assert.equal(hits.length, 10);
    assert.ok(hits.every((hit) => hit._score === undefined && hit.objectID !== objectID));
  });

  it('are trained on events while the store is served', async () => {
    await trainStore(store);
    const trending = await ask({ model: 'trending-items' });
    assert.equal(trending.hits.length, 10);
    // Few products are bought together with others often enough to tell it from chance.
    for (let i = 0; i < NUM_PRODUCTS && seed === undefined; i += 50) {
      const requests = store.products
        .slice(i, i + 50)
        .map(({ objectID }) => ({ indexName, model: 'bought-together', objectID, threshold: 0 }));
      const { results } = await recommend(requests);
      const at = results.findIndex(({ hits }) => hits.length > 1);
      if (at >= 0) seed = requests[at].objectID;
    }
    assert.ok(seed);
  });

  const models = [
    'related-products',
    'bought-together',
    'looking-similar',
    'trending-items',
    'next-item',
    'complete-cart',
  ];
  for (const model of models) {
    it(`of the model ${model} are products by falling scores`, async () => {
      const answer = await ask({ model, objectID: seed, queryParameters: { clickAnalytics: true } });
      const { hits } = answer;
      assert.ok(hits.length > 0 && hits.length <= 10);
      assert.equal(answer.nbHits, hits.length);
      assert.equal(answer.hitsPerPage, 10);
      assert.equal(answer.page, 0);
      assert.equal(answer.nbPages, 1);
      assert.equal(answer.index, indexName);
      assert.match(answer.queryID, /^[0-9a-f]{32}$/);
      assert.equal(new Set(idsOf(answer)).size, hits.length);
      if (model !== 'trending-items') assert.ok(!idsOf(answer).includes(seed));
      const searched = new Map();
      const filters = hits.map(({ objectID }) => `objectID:${objectID}`).join(' OR ');
      const found = await visitor.searchSingleIndex({ indexName, searchParams: { filters } });
      for (const hit of found.hits) searched.set(hit.objectID, hit);
      for (const [i, { _score, _recommendation, ...hit }] of hits.entries()) {
        assert.deepEqual(hit, searched.get(hit.objectID));
        assert.ok(_recommendation.model);
        assert.ok(_score >= 0 && _score <= (hits[i - 1]?._score ?? 100));
        assert.equal(_score, Math.round(_score * 100) / 100);
      }
      const threshold = hits[0]._score / 2;
      const better = await ask({ model, objectID: seed, threshold });
      assert.deepEqual(
        idsOf(better),
        hits.filter(({ _score }) => _score >= threshold).map(({ objectID }) => objectID),
      );
    });
  }

  it('pass the filters of the request', async () => {
    const [brand] = commonest(store.products, 'brand');
    const answer = await ask({
      model: 'trending-items',
      queryParameters: { filters: `brand:"${brand}"`, attributesToRetrieve: ['brand'] },
    });
    assert.ok(answer.hits.length > 0);
    for (const hit of answer.hits) {
      assert.equal(hit.brand, brand);
      assert.equal(hit.name, undefined);
    }
    const same = await ask({ model: 'trending-items', facetName: 'brand', facetValue: brand });
    assert.deepEqual(idsOf(same), idsOf(answer));
  });

  it('pass what a secured key forces, the fallback too', async () => {
    const brand = commonest(store.products, 'brand').at(-1);
    const parentApiKey = SEARCH_KEY;
    const restrictions = { filters: `brand:"${brand}"` };
    const key = clientOf(store, ADMIN_KEY).generateSecuredApiKey({ parentApiKey, restrictions });
    const answer = await ask(
      { model: 'trending-items', fallbackParameters: {} },
      clientOf(store, await key),
    );
    assert.ok(answer.hits.length > 0);
    for (const hit of answer.hits) {
      assert.ok(rowsOf(productOf.get(hit.objectID)).some(has('brand', brand)));
    }
  });

  it('of facets are the values that are wanted', async () => {
    const { hits } = await ask({ model: 'trending-facets', facetName: 'brand' });
    assert.ok(hits.length > 1);
    const brands = new Set(store.products.map(({ brand }) => brand));
    for (const [i, { facetName, facetValue, _score, ...others }] of hits.entries()) {
      assert.equal(facetName, 'brand');
      assert.ok(brands.has(facetValue));
      assert.ok(_score <= (hits[i - 1]?._score ?? 100));
      assert.deepEqual(others, {});
    }
  });

  it('are filled up by the fallback', async () => {
    const request = { model: 'bought-together', objectID: seed, maxRecommendations: 30 };
    const plain = await ask(request);
    const filled = await ask({ ...request, fallbackParameters: { query: '' } });
    assert.equal(filled.hits.length, 30);
    assert.equal(new Set(idsOf(filled)).size, 30);
    assert.ok(!idsOf(filled).includes(seed));
    assert.deepEqual(filled.hits.slice(0, plain.hits.length), plain.hits);
    assert.ok(filled.hits.slice(plain.hits.length).every(({ _score }) => _score === undefined));
  });

  it('follow events at once, and after a kill', async () => {
    const related = idsOf(await ask({ model: 'related-products', objectID: seed }));
    const userToken = 'newcomer';
    assert.deepEqual((await ask({ model: 'recently-viewed', userToken })).hits, []);
    const response = await send([view(userToken, related[0]), view(userToken, seed)]);
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { status: 200, message: 'OK' });
    const check = async () => {
      const viewed = await ask({ model: 'recently-viewed', queryParameters: { userToken } });
      assert.deepEqual(idsOf(viewed), [seed, related[0]]);
    };
    await eventually(check);
    const because = await ask({ model: 'because-you', userToken });
    assert.ok(because.hits.length > 0);
    for (const hit of because.hits) assert.equal(hit._recommendation.because, seed);
    const forYou = await ask({ model: 'recommended-for-you', userToken });
    assert.equal(forYou.hits.length, 10);
    await store.killAndRestart();
    await check();
    assert.deepEqual(idsOf(await ask({ model: 'because-you', userToken })), idsOf(because));
  });

  it('show a key that is signed for one shopper no other past', async () => {
    const userToken = 'secretive';
    await send([view(userToken, seed)]);
    await eventually(async () => {
      const viewed = await ask({ model: 'recently-viewed', userToken });
      assert.deepEqual(idsOf(viewed), [seed]);
    });
    const sign = (restrictions) =>
      clientOf(store, ADMIN_KEY).generateSecuredApiKey({ parentApiKey: SEARCH_KEY, restrictions });
    const curious = clientOf(store, await sign({ userToken: 'curious' }));
    assert.deepEqual((await ask({ model: 'recently-viewed', userToken }, curious)).hits, []);
    const blind = clientOf(store, await sign({ filters: `NOT objectID:${seed}` }));
    const because = await ask({ model: 'because-you', userToken }, blind);
    assert.ok(because.hits.length > 0);
    for (const hit of because.hits) assert.equal(hit._recommendation.because, undefined);
  });

  it('do not contain what was just bought', async () => {
    const userToken = 'buyer';
    const [bought] = idsOf(await ask({ model: 'related-products', objectID: seed }));
    const insights = visitor.initInsights({ region: 'us', ...optionsOf(visitor) });
    const purchase = { ...view(userToken, bought), eventType: 'conversion', eventSubtype: 'purchase' };
    assert.deepEqual(await insights.pushEvents({ events: [purchase, view(userToken, seed)] }), {
      status: 200,
      message: 'OK',
    });
    await eventually(async () => {
      const because = await ask({ model: 'because-you', userToken, maxRecommendations: 30 });
      assert.ok(because.hits.length > 0);
      assert.ok(!idsOf(because).includes(bought));
    });
  });

  it('refuse all events for one that is wrong', async () => {
    const response = await send([view('ann', seed), { ...view('ann', seed), eventType: 'dance' }]);
    assert.equal(response.status, 422);
    const { status, message } = await response.json();
    assert.equal(status, 422);
    assert.match(message, /events\[1\]\.eventType/);
    assert.deepEqual((await ask({ model: 'recently-viewed', userToken: 'ann' })).hits, []);
  });

  it('are refused where the request is wrong', async () => {
    const refused = (request, status, message) =>
      assert.rejects(ask(request), { name: 'ApiError', status, message });
    await refused({ model: 'fortune-telling' }, 400, /requests\[0\]\.model/);
    await refused({ model: 'related-products' }, 400, /objectID/);
    await refused({ model: 'trending-items', indexName: 'nothing' }, 404, /nothing/);
    const queryParameters = { filters: 'a AND' };
    await refused({ model: 'trending-items', queryParameters }, 400, /^filters: /);
  });
});
