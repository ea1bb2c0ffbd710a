// Writes through the official client, against a real server:
//   1. Records are saved, changed in part and deleted, in order, and seen once their task is
//      published.
//   2. Ids may hold any character; the server makes up those that are missing.
//   3. A request with one bad record is refused, names it, and applies nothing.
//   4. Replacing all objects is atomic: a reader sees all the old ones or all the new ones.
//   5. Indices are copied, in whole or in scope, moved and deleted.
//   6. Whatever was acknowledged is there after the server was killed.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { ADMIN_KEY, APP_ID, clientOf, startStore } from './support/server.mjs';

const byId = (a, b) => (a.objectID < b.objectID ? -1 : 1);

describe('writes with the official client', () => {
  let store;
  let admin;

  before(async () => {
    store = await startStore({ isEmpty: true });
    admin = clientOf(store, ADMIN_KEY);
  });
  after(() => store?.stop());

  /** Waits for the task of a write that has been answered. */
  const done = async (indexName, answer) => {
    const { taskID } = await answer;
    await admin.waitForTask({ indexName, taskID });
  };
  const save = (indexName, objects) =>
    admin.saveObjects({ indexName, objects, waitForTasks: true });
  const all = async (indexName) => {
    const hits = [];
    await admin.browseObjects({ indexName, aggregator: (page) => hits.push(...page.hits) });
    return hits.sort(byId);
  };
  const found = async (indexName, searchParams) => {
    const { hits } = await admin.searchSingleIndex({ indexName, searchParams });
    return hits.map(({ objectID }) => objectID).sort();
  };
  const refuses = (promise, message) =>
    assert.rejects(promise, { name: 'ApiError', status: 400, message });

  it('saves, updates in part and deletes', async () => {
    const indexName = 'notes';
    const lamp = { objectID: 'a', title: 'green lamp', stock: 3, tags: ['home'] };
    const teapot = { objectID: 'b', title: 'teapot', stock: 1, tags: [] };
    await save(indexName, [lamp, teapot]);
    assert.deepEqual(await all(indexName), [lamp, teapot]);
    assert.deepEqual(await found(indexName, { query: 'lamp' }), ['a']);
    await admin.partialUpdateObjects({
      indexName,
      objects: [
        {
          objectID: 'a',
          title: 'green lantern',
          stock: { _operation: 'Decrement', value: 2 },
          tags: { _operation: 'AddUnique', value: 'sale' },
        },
        { objectID: 'missing', title: 'is not created' },
      ],
      createIfNotExists: false,
      waitForTasks: true,
    });
    assert.deepEqual(await all(indexName), [
      { objectID: 'a', title: 'green lantern', stock: 1, tags: ['home', 'sale'] },
      teapot,
    ]);
    assert.deepEqual(await found(indexName, { query: 'lamp', typoTolerance: false }), []);
    await done(
      indexName,
      admin.partialUpdateObject({
        indexName,
        objectID: 'c',
        attributesToUpdate: { title: 'is created' },
      }),
    );
    assert.deepEqual(await found(indexName, { query: 'created' }), ['c']);
    await admin.deleteObjects({ indexName, objectIDs: ['a', 'c', 'x'], waitForTasks: true });
    assert.deepEqual(await all(indexName), [teapot]);
  });

  it('deletes by filters and clears', async () => {
    const indexName = 'lamps';
    await done(
      indexName,
      admin.setSettings({ indexName, indexSettings: { attributesForFaceting: ['colour'] } }),
    );
    await save(
      indexName,
      Array.from({ length: 90 }, (_, i) => ({
        objectID: `${i}`,
        colour: ['red', 'green', 'blue'][i % 3],
        price: i,
      })),
    );
    await done(
      indexName,
      admin.deleteBy({ indexName, deleteByParams: { filters: 'colour:red AND price < 30' } }),
    );
    assert.equal((await all(indexName)).length, 80);
    await refuses(admin.deleteBy({ indexName, deleteByParams: {} }), /deleteByQuery needs/);
    await done(indexName, admin.clearObjects({ indexName }));
    assert.deepEqual(await all(indexName), []);
    const { attributesForFaceting } = await admin.getSettings({ indexName });
    assert.deepEqual(attributesForFaceting, ['colour']);
  });

  it('takes ids with any character and makes up missing ones', async () => {
    const indexName = 'ids / of été';
    const ids = ['a/b', 'ü 1', '100%', '日本語', 'x?y=z&w', '"quoted"', '+', '🛒'];
    for (const objectID of ids) {
      await done(
        indexName,
        admin.addOrUpdateObject({ indexName, objectID, body: { name: objectID } }),
      );
    }
    for (const objectID of ids) {
      assert.deepEqual(await admin.getObject({ indexName, objectID }), {
        objectID,
        name: objectID,
      });
    }
    for (const objectID of ids) await done(indexName, admin.deleteObject({ indexName, objectID }));
    const response = await fetch(`${store.url}/1/indexes/${encodeURIComponent(indexName)}`, {
      method: 'POST',
      headers: { 'x-algolia-application-id': APP_ID, 'x-algolia-api-key': ADMIN_KEY },
      body: JSON.stringify({ name: 'nameless' }),
    });
    assert.equal(response.status, 201);
    const { objectID, taskID, createdAt } = await response.json();
    assert.ok(objectID && createdAt);
    await admin.waitForTask({ indexName, taskID });
    assert.deepEqual(await all(indexName), [{ objectID, name: 'nameless' }]);
  });

  it('refuses a batch with one bad record and applies nothing of it', async () => {
    const indexName = 'strict';
    await save(indexName, [{ objectID: 'a', v: 1 }]);
    const bad = [
      [{ action: 'addObject', body: { objectID: 'c', variants: 5 } }, /"c": variants/],
      [{ action: 'updateObject', body: { v: 2 } }, /objectID is missing/],
      [{ action: 'upsert', body: { objectID: 'c' } }, /unknown action "upsert"/],
      [{ action: 'partialUpdateObject', body: { objectID: 'a', variants: 5 } }, /variants/],
      [
        {
          action: 'partialUpdateObject',
          body: { objectID: 'a', v: { _operation: 'Square', value: 1 } },
        },
        /v\._operation: expected Increment/,
      ],
    ];
    for (const [request, message] of bad) {
      const requests = [
        { action: 'addObject', body: { objectID: 'b', v: 1 } },
        { action: 'clear', body: {} },
        request,
      ];
      await refuses(admin.batch({ indexName, batchWriteParams: { requests } }), message);
      const elsewhere = requests.map((each) => ({ indexName, ...each }));
      await refuses(admin.multipleBatch({ requests: elsewhere }), message);
    }
    await save(indexName, [{ objectID: 'z', v: 1 }]);
    assert.deepEqual(await found(indexName, {}), ['a', 'z']);
  });

  it('replaces all objects at once', async () => {
    const indexName = 'catalogue';
    const version = (v, count) =>
      Array.from({ length: count }, (_, i) => ({ objectID: `${v}-${i}`, v }));
    await done(indexName, admin.setSettings({ indexName, indexSettings: { hitsPerPage: 200 } }));
    await save(indexName, version(0, 60));
    let isDone = false;
    const sizes = { 0: 60, 1: 70, 2: 50 };
    const reader = (async () => {
      let newest = 0;
      while (!isDone) {
        const { hits, nbHits } = await admin.searchSingleIndex({ indexName });
        const versions = new Set(hits.map(({ v }) => v));
        assert.equal(versions.size, 1, 'a mixture of old and new records');
        const [v] = versions;
        assert.equal(nbHits, sizes[v]);
        assert.ok(v >= newest, 'an old version came back');
        newest = v;
      }
    })();
    try {
      for (const v of [1, 2]) {
        await admin.replaceAllObjects({ indexName, objects: version(v, sizes[v]), batchSize: 20 });
        assert.deepEqual(await all(indexName), version(v, sizes[v]).sort(byId));
      }
    } finally {
      isDone = true;
      await reader;
    }
    assert.equal((await admin.getSettings({ indexName })).hitsPerPage, 200);
    const { items } = await admin.listIndices();
    assert.deepEqual(
      items.map(({ name }) => name).filter((name) => name.includes('_tmp_')),
      [],
    );
  });

  it('copies, moves and deletes indices', async () => {
    const operate = (indexName, operation, destination, scope) =>
      done(
        destination,
        admin.operationIndex({
          indexName,
          operationIndexParams: { operation, destination, ...(scope && { scope }) },
        }),
      );
    const objects = [{ objectID: '1', name: 'one' }];
    await done(
      'from',
      admin.setSettings({ indexName: 'from', indexSettings: { hitsPerPage: 3 } }),
    );
    await save('from', objects);
    await operate('from', 'copy', 'to');
    await save('from', [{ objectID: '2' }]);
    assert.deepEqual(await all('to'), objects);
    assert.equal((await admin.getSettings({ indexName: 'to' })).hitsPerPage, 3);
    await operate('from', 'copy', 'shell', ['settings']);
    assert.deepEqual(await all('shell'), []);
    assert.equal((await admin.getSettings({ indexName: 'shell' })).hitsPerPage, 3);
    await operate('to', 'move', 'shell');
    assert.deepEqual(await all('shell'), objects);
    assert.equal(await admin.indexExists({ indexName: 'to' }), false);
    await operate('to', 'move', 'shell');
    assert.deepEqual(await all('shell'), objects, 'a missing index is not moved');
    await done('shell', admin.deleteIndex({ indexName: 'shell' }));
    assert.equal(await admin.indexExists({ indexName: 'shell' }), false);
    await done('shell', admin.deleteIndex({ indexName: 'shell' }));
    await refuses(
      admin.operationIndex({
        indexName: 'from',
        operationIndexParams: { operation: 'copy', destination: 'from' },
      }),
      /expected another index/,
    );
  });

  it('writes to several indices in one request', async () => {
    const { taskID, objectIDs } = await admin.multipleBatch({
      requests: [
        { action: 'addObject', indexName: 'left', body: { objectID: '1', side: 'left' } },
        { action: 'addObject', indexName: 'right', body: { objectID: '1', side: 'right' } },
        { action: 'deleteObject', indexName: 'left', body: { objectID: '9' } },
      ],
    });
    assert.deepEqual(objectIDs, ['1', '1', '9']);
    for (const side of ['left', 'right']) {
      await admin.waitForTask({ indexName: side, taskID: taskID[side] });
      assert.deepEqual(await all(side), [{ objectID: '1', side }]);
    }
    const requests = [
      { action: 'delete', indexName: 'left' },
      { action: 'delete', indexName: 'right' },
      { action: 'addObject', indexName: 'right', body: { objectID: '2' } },
    ];
    const { taskID: deleted } = await admin.multipleBatch({ requests });
    await admin.waitForTask({ indexName: 'right', taskID: deleted.right });
    assert.equal(await admin.indexExists({ indexName: 'left' }), false);
    assert.deepEqual(await all('right'), [{ objectID: '2' }]);
  });

  it('has everything that was acknowledged after it was killed', async () => {
    const indexName = 'durable';
    const expected = new Map();
    for (let round = 0; round < 4; ++round) {
      for (let i = 0; i < 25; ++i) {
        const record = { objectID: `${(round * 7 + i) % 40}`, round, i };
        expected.set(record.objectID, record);
        await admin.saveObject({ indexName, body: record });
      }
      await admin.deleteObject({ indexName, objectID: `${round}` });
      expected.delete(`${round}`);
      await store.killAndRestart();
      assert.deepEqual(await all(indexName), [...expected.values()].sort(byId));
    }
    await admin.deleteIndex({ indexName });
    await store.killAndRestart();
    assert.equal(await admin.indexExists({ indexName }), false);
    assert.equal(await admin.indexExists({ indexName: 'catalogue' }), true);
  });
});
