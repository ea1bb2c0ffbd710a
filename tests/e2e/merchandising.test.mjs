// Synonyms, rules and dictionaries through the official client, against a real server:
//   1. Each kind of entry is saved, one or many, shown, searched, deleted and cleared, and the
//      next search after its task follows it.
//   2. A wrong entry is refused by name, and nothing of its request is applied.
//   3. Replicas get what is forwarded to them, and nothing else.
//   4. Rules never show the holder of a key more than the key allows.
//   5. Copies take synonyms and rules along, and all of it survives a kill.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';

import { ADMIN_KEY, clientOf, startStore } from './support/server.mjs';

const RECORDS = [
  { objectID: 'sofa', name: 'Blue sofa', brand: 'Oak', price: 300 },
  { objectID: 'couch', name: 'Red couch', brand: 'Luma', price: 200 },
  { objectID: 'chair', name: 'Chair for the garden', brand: 'Oak', price: 50 },
  { objectID: 'fort', name: 'Fort of cushions', brand: 'Luma', price: 90 },
];

describe('merchandising with the official client', () => {
  let store;
  let admin;
  const indexName = 'shop';

  before(async () => {
    store = await startStore({ isEmpty: true });
    admin = clientOf(store, ADMIN_KEY);
    await admin.saveObjects({ indexName, objects: RECORDS, waitForTasks: true });
    await done(
      admin.setSettings({
        indexName,
        indexSettings: {
          searchableAttributes: ['name'],
          attributesForFaceting: ['brand'],
          customRanking: ['desc(price)'],
          replicas: ['shop_by_price'],
        },
      }),
    );
  });
  after(() => store?.stop());
  afterEach(async () => {
    await done(admin.clearSynonyms({ indexName, forwardToReplicas: true }));
    await done(admin.clearRules({ indexName, forwardToReplicas: true }));
  });

  const done = async (answer) => {
    const { taskID } = await answer;
    await admin.waitForTask({ indexName, taskID });
  };
  const found = async (searchParams, client = admin, name = indexName) => {
    const { hits } = await client.searchSingleIndex({ indexName: name, searchParams });
    return hits.map(({ objectID }) => objectID);
  };
  const refuses = (promise, message) =>
    assert.rejects(promise, { name: 'ApiError', status: 400, message });

  it('saves, finds and deletes synonyms', async () => {
    assert.deepEqual(await found({ query: 'couch' }), ['couch']);
    const two = { objectID: 'sofas', type: 'synonym', synonyms: ['sofa', 'couch'] };
    const put = await admin.saveSynonym({ indexName, objectID: 'sofas', synonymHit: two });
    assert.equal(put.id, 'sofas');
    await admin.waitForTask({ indexName, taskID: put.taskID });
    assert.deepEqual(await found({ query: 'couch' }), ['sofa', 'couch']);
    assert.deepEqual(await found({ query: 'couch', synonyms: false }), ['couch']);
    assert.deepEqual(await admin.getSynonym({ indexName, objectID: 'sofas' }), two);

    const more = [
      { objectID: 'seat', type: 'oneWaySynonym', input: 'seat', synonyms: ['chair', 'sofa'] },
      { objectID: 'hold', type: 'altCorrection1', word: 'castle', corrections: ['fort'] },
    ];
    await done(admin.saveSynonyms({ indexName, synonymHit: more }));
    assert.deepEqual(await found({ query: 'seat' }), ['chair', 'sofa']);
    assert.deepEqual(await found({ query: 'castle' }), ['fort']);
    const page = await admin.searchSynonyms({ indexName, searchSynonymsParams: { query: 'sofa' } });
    assert.equal(page.nbHits, 2);
    const all = [];
    await admin.browseSynonyms({ indexName, aggregator: ({ hits }) => all.push(...hits) });
    assert.deepEqual(all.map(({ objectID }) => objectID), ['hold', 'seat', 'sofas']);

    await done(admin.deleteSynonym({ indexName, objectID: 'sofas' }));
    assert.deepEqual(await found({ query: 'couch' }), ['couch']);
    await assert.rejects(admin.getSynonym({ indexName, objectID: 'sofas' }), { status: 404 });
    await done(
      admin.saveSynonyms({ indexName, synonymHit: [two], replaceExistingSynonyms: true }),
    );
    assert.deepEqual(await found({ query: 'castle' }), []);
    await done(admin.clearSynonyms({ indexName }));
    assert.equal((await admin.searchSynonyms({ indexName })).nbHits, 0);
  });

  it('saves, follows and deletes rules', async () => {
    const promote = {
      objectID: 'garden',
      conditions: [{ pattern: 'sofa', anchoring: 'contains' }],
      consequence: {
        promote: [{ objectID: 'chair', position: 0 }],
        hide: [{ objectID: 'couch' }],
        userData: { banner: 'Sit down' },
      },
      description: 'chairs first',
    };
    await done(admin.saveRule({ indexName, objectID: 'garden', rule: promote }));
    const { hits, userData } = await admin.searchSingleIndex({
      indexName,
      searchParams: { query: 'sofa' },
    });
    assert.deepEqual(hits.map(({ objectID }) => objectID), ['chair', 'sofa']);
    assert.deepEqual(userData, [{ banner: 'Sit down' }]);
    assert.deepEqual(await found({ query: 'sofa', enableRules: false }), ['sofa']);
    assert.deepEqual(await admin.getRule({ indexName, objectID: 'garden' }), promote);

    const cheap = {
      objectID: 'cheap',
      conditions: [{ context: 'sale' }],
      consequence: { params: { filters: 'price < 100' } },
    };
    await done(admin.saveRules({ indexName, rules: [cheap] }));
    assert.deepEqual(await found({ ruleContexts: ['sale'] }), ['fort', 'chair']);
    const page = await admin.searchRules({ indexName, searchRulesParams: { query: 'chairs' } });
    assert.deepEqual([page.nbHits, page.nbPages, page.page], [1, 1, 0]);
    await done(admin.deleteRule({ indexName, objectID: 'garden' }));
    assert.deepEqual(await found({ query: 'sofa' }), ['sofa']);
    await assert.rejects(admin.getRule({ indexName, objectID: 'garden' }), { status: 404 });
    await done(admin.clearRules({ indexName }));
    assert.equal((await admin.searchRules({ indexName })).nbHits, 0);
  });

  it('follows dictionaries', async () => {
    const search = { query: 'yonder garden', queryLanguages: ['en'], removeStopWords: true };
    assert.deepEqual(await found(search), []);
    const { taskID } = await admin.batchDictionaryEntries({
      dictionaryName: 'stopwords',
      batchDictionaryEntriesParams: {
        requests: [
          { action: 'addEntry', body: { objectID: 'y', language: 'en', word: 'yonder' } },
        ],
      },
    });
    await admin.waitForAppTask({ taskID });
    assert.deepEqual(await found(search), ['chair']);
    const page = await admin.searchDictionaryEntries({
      dictionaryName: 'stopwords',
      searchDictionaryEntriesParams: { query: 'yon' },
    });
    assert.deepEqual(page.hits.map(({ word }) => word), ['yonder']);
    assert.equal((await admin.getDictionaryLanguages()).en.stopwords.nbCustomEntries, 1);

    const the = { query: 'the garden', queryLanguages: ['en'], removeStopWords: true };
    const off = { disableStandardEntries: { stopwords: { en: true } } };
    await admin.waitForAppTask(await admin.setDictionarySettings(off));
    assert.deepEqual(await admin.getDictionarySettings(), off);
    const { parsedQuery } = await admin.searchSingleIndex({
      indexName,
      searchParams: { ...the, getRankingInfo: true },
    });
    assert.equal(parsedQuery, 'the garden');
  });

  it('refuses what is wrong and applies nothing of it', async () => {
    const good = { objectID: 'good', type: 'synonym', synonyms: ['a', 'b'] };
    const bad = { objectID: 'bad', type: 'antonym', synonyms: ['a', 'b'] };
    await refuses(admin.saveSynonyms({ indexName, synonymHit: [good, bad] }), /antonym/);
    assert.equal((await admin.searchSynonyms({ indexName })).nbHits, 0);
    await refuses(
      admin.saveRules({ indexName, rules: [{ objectID: 'r', consequence: { promotes: [] } }] }),
      /promotes/,
    );
    await assert.rejects(
      admin.batchDictionaryEntries({
        dictionaryName: 'idioms',
        batchDictionaryEntriesParams: { requests: [] },
      }),
      { status: 404 },
    );
  });

  it('reaches replicas only where it is forwarded', async () => {
    const rule = {
      objectID: 'hide',
      consequence: { hide: [{ objectID: 'sofa' }, { objectID: 'fort' }] },
    };
    await done(admin.saveRule({ indexName, objectID: 'hide', rule }));
    assert.equal((await found({})).length, 2);
    assert.equal((await found({}, admin, 'shop_by_price')).length, 4);
    await done(admin.saveRule({ indexName, objectID: 'hide', rule, forwardToReplicas: true }));
    assert.equal((await found({}, admin, 'shop_by_price')).length, 2);
    await done(admin.clearRules({ indexName, forwardToReplicas: true }));
    assert.equal((await found({}, admin, 'shop_by_price')).length, 4);
  });

  it('never shows more than a key allows', async () => {
    await done(
      admin.saveRule({
        indexName,
        objectID: 'all',
        rule: {
          objectID: 'all',
          consequence: {
            promote: [{ objectIDs: ['couch', 'sofa'], position: 0 }],
            params: { hitsPerPage: 100 },
          },
        },
      }),
    );
    const { key } = await admin.addApiKey({ acl: ['search'], maxHitsPerQuery: 1 });
    await admin.waitForApiKey({ operation: 'add', key });
    assert.deepEqual(await found({}, clientOf(store, key)), ['couch']);
    const secured = admin.generateSecuredApiKey({
      parentApiKey: key,
      restrictions: { filters: 'brand:Oak' },
    });
    const { hits, nbHits } = await clientOf(store, secured).searchSingleIndex({ indexName });
    assert.deepEqual(hits.map(({ objectID }) => objectID), ['sofa']);
    assert.equal(nbHits, 2);
  });

  it('copies synonyms and rules, and keeps them when the server is killed', async () => {
    const synonymHit = [{ objectID: 's', type: 'synonym', synonyms: ['sofa', 'couch'] }];
    const rules = [{ objectID: 'r', consequence: { hide: [{ objectID: 'fort' }] } }];
    await done(admin.saveSynonyms({ indexName, synonymHit }));
    await done(admin.saveRules({ indexName, rules }));
    await done(
      admin.operationIndex({
        indexName,
        operationIndexParams: { operation: 'copy', destination: 'other' },
      }),
    );
    await done(
      admin.operationIndex({
        indexName,
        operationIndexParams: { operation: 'copy', destination: 'rules', scope: ['rules'] },
      }),
    );
    await store.killAndRestart();
    admin = clientOf(store, ADMIN_KEY);
    assert.deepEqual(await found({ query: 'couch' }, admin, 'other'), ['sofa', 'couch']);
    assert.deepEqual(await found({ query: 'fort', typoTolerance: false }, admin, 'other'), []);
    assert.equal((await admin.searchRules({ indexName: 'rules' })).nbHits, 1);
    assert.equal((await admin.searchSynonyms({ indexName: 'rules' })).nbHits, 0);
    assert.equal((await admin.getDictionaryLanguages()).en.stopwords.nbCustomEntries, 1);
  });
});
