// Records, settings and indices through the official client:
//   1. Browsing shows every record exactly once, byte for byte what was generated.
//   2. Single records come by their id; a missing one is a 404, or null in a list.
//   3. A settings change rules searches once its task is published, and can be taken back.
//   4. The list of indices names the replicas with their primary.
//   5. Saved records are found once their task is published, and gone with their index.
//   6. The public key can search and nothing else.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { ADMIN_KEY, clientOf, NUM_PRODUCTS, REPLICAS, startStore } from './support/server.mjs';

const indexName = 'products';

describe('records and settings with the official client', () => {
  let store;
  let admin;
  let visitor;

  before(async () => {
    store = await startStore();
    admin = clientOf(store, ADMIN_KEY);
    visitor = clientOf(store);
  });
  after(() => store?.stop());

  const rejectsWith = (promise, status, message) =>
    assert.rejects(promise, { name: 'ApiError', status, message });

  it('browses every record exactly once', async () => {
    const seen = new Map();
    await admin.browseObjects({
      indexName,
      browseParams: { hitsPerPage: 300 },
      aggregator: ({ hits }) => {
        for (const hit of hits) {
          assert.ok(!seen.has(hit.objectID), `${hit.objectID} came twice`);
          seen.set(hit.objectID, hit);
        }
      },
    });
    assert.equal(seen.size, NUM_PRODUCTS);
    for (const product of store.products) assert.deepEqual(seen.get(product.objectID), product);
  });

  it('gets records by id', async () => {
    const [first, second] = store.products;
    assert.deepEqual(await visitor.getObject({ indexName, objectID: first.objectID }), first);
    const { results } = await visitor.getObjects({
      requests: [
        { indexName, objectID: second.objectID },
        { indexName, objectID: 'no such product' },
      ],
    });
    assert.deepEqual(results, [second, null]);
    await rejectsWith(
      visitor.getObject({ indexName, objectID: 'no such product' }),
      404,
      /ObjectID does not exist/,
    );
    await rejectsWith(visitor.getObject({ indexName: 'nothing', objectID: '1' }), 404, /nothing/);
  });

  it('changes settings and takes the change back', async () => {
    const original = await admin.getSettings({ indexName });
    assert.equal(original.minWordSizefor1Typo, 4);
    assert.ok(original.attributesForFaceting.some((attribute) => attribute.includes('brand')));
    const set = async (indexSettings) => {
      const { taskID } = await admin.setSettings({ indexName, indexSettings });
      await admin.waitForTask({ indexName, taskID });
    };
    await set({ hitsPerPage: 7 });
    assert.equal((await admin.getSettings({ indexName })).hitsPerPage, 7);
    assert.equal((await visitor.searchSingleIndex({ indexName })).hits.length, 7);
    await set({ hitsPerPage: original.hitsPerPage });
    assert.deepEqual(await admin.getSettings({ indexName }), original);
  });

  it('lists the indices', async () => {
    const { items } = await admin.listIndices();
    const byName = new Map(items.map((item) => [item.name, item]));
    assert.equal(byName.get(indexName)?.entries, NUM_PRODUCTS);
    for (const replica of REPLICAS) assert.equal(byName.get(replica)?.primary, indexName);
    assert.equal(await admin.indexExists({ indexName }), true);
    assert.equal(await admin.indexExists({ indexName: 'nothing' }), false);
  });

  it('saves records, finds them and deletes their index', async () => {
    const name = 'notes of été';
    const objects = [
      { objectID: 'a/1', title: 'Repair the green lamp' },
      { objectID: 'b 2', title: 'Buy a new teapot' },
    ];
    await admin.saveObjects({ indexName: name, objects, waitForTasks: true });
    const { hits } = await visitor.searchSingleIndex({
      indexName: name,
      searchParams: { query: 'teap' },
    });
    assert.deepEqual(
      hits.map(({ objectID }) => objectID),
      ['b 2'],
    );
    assert.deepEqual(await visitor.getObject({ indexName: name, objectID: 'a/1' }), objects[0]);
    const { taskID } = await admin.deleteIndex({ indexName: name });
    await admin.waitForTask({ indexName: name, taskID });
    await rejectsWith(visitor.searchSingleIndex({ indexName: name }), 404, /does not exist/);
  });

  it('lets the public key search and nothing else', async () => {
    const refused = /Method not allowed with this API key/;
    await rejectsWith(visitor.setSettings({ indexName, indexSettings: {} }), 403, refused);
    await rejectsWith(
      visitor.saveObjects({ indexName, objects: [{ objectID: 'x' }] }),
      403,
      refused,
    );
    await rejectsWith(visitor.browse({ indexName }), 403, refused);
    await rejectsWith(visitor.deleteIndex({ indexName }), 403, refused);
  });
});
