// Backup and restore through the commands, beside a running server:
//   1. A backup that is made while a client writes is restored to a store that has everything
//      acknowledged before it, and no record that a prefix of the writes does not explain.
//   2. inspect and verify say what is there; verify fails when a file is damaged, and names it.
//   3. restore refuses damaged backups and directories in use; backup overwrites nothing.
//   4. A data directory of another format version is refused by the server with what to do.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import {
  ADMIN_KEY,
  clientOf,
  NUM_PRODUCTS,
  runIndex,
  runServe,
  startStore,
} from './support/server.mjs';

const failure = (pattern) => (error) => {
  assert.equal(error.code, 1, error.stderr);
  assert.match(error.stderr + error.stdout, pattern);
  return true;
};

/** The files below a folder whose names end so. */
const filesIn = (folder, ending) =>
  readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(ending))
    .map((name) => path.join(folder, name));

const flip = (file) => {
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1] ^= 1;
  writeFileSync(file, bytes);
};

describe('A store that is backed up', () => {
  let store;
  let backup;
  let restored;

  before(async () => {
    store = await startStore();
    backup = path.join(store.folder, 'backup');
    restored = path.join(store.folder, 'restored');
  });
  after(() => store?.stop());

  it('is restored with all that was acknowledged', async () => {
    const admin = clientOf(store, ADMIN_KEY);
    let acknowledged = 0;
    let isDone = false;
    const writing = (async () => {
      while (!isDone) {
        const body = { objectID: `n${acknowledged + 1}`, name: 'written meanwhile' };
        await admin.saveObject({ indexName: 'live', body });
        acknowledged += 1;
      }
    })();
    while (acknowledged < 20) await admin.listIndices();
    const before = acknowledged;
    const { stdout } = await runIndex('backup', '--data', store.data, '--to', backup);
    isDone = true;
    await writing;
    assert.match(stdout, /every operation up to \d+/);

    await runIndex('restore', '--from', backup, '--data', restored);
    const copy = await startStore({ existing: restored });
    try {
      const client = clientOf(copy, ADMIN_KEY);
      const { nbHits } = await client.searchSingleIndex({ indexName: 'products' });
      assert.equal(nbHits, NUM_PRODUCTS);
      const ids = [];
      await client.browseObjects({
        indexName: 'live',
        aggregator: ({ hits }) => ids.push(...hits.map((hit) => hit.objectID)),
      });
      assert.ok(ids.length >= before && ids.length <= acknowledged, `${ids.length}`);
      const expected = Array.from(ids, (_, i) => `n${i + 1}`);
      assert.deepEqual(ids.toSorted(), expected.toSorted());
    } finally {
      await copy.stop();
    }
  });

  it('is shown by inspect and passed by verify', async () => {
    const { stdout } = await runIndex('inspect', '--data', store.data);
    assert.match(stdout, new RegExp(`generation 1: ${NUM_PRODUCTS} records`));
    assert.match(stdout, /segment-0 +\d+ bytes/);
    assert.match(stdout, /index live\n {2}no generation\n {2}nothing sealed, \d+ in the log/);
    assert.match(stdout, /log: operations 1 to \d+/);
    for (const data of [store.data, backup]) {
      assert.match((await runIndex('verify', '--data', data)).stdout, /all right/);
    }
  });

  it('keeps what is there', async () => {
    await assert.rejects(
      runIndex('backup', '--data', store.data, '--to', backup),
      failure(/exists already/),
    );
    await assert.rejects(
      runIndex('restore', '--from', backup, '--data', store.data),
      failure(/exists already/),
    );
  });

  it('is not restored from a damaged backup', async () => {
    const [file] = filesIn(backup, 'records.bin');
    flip(file);
    const named = failure(/segment-0\/records.bin: its checksum differs/);
    await assert.rejects(runIndex('verify', '--data', backup), named);
    await assert.rejects(runIndex('inspect', '--data', backup), named);
    const target = path.join(store.folder, 'second');
    await assert.rejects(runIndex('restore', '--from', backup, '--data', target), named);
    assert.ok(!readdirSync(store.folder).some((name) => name.startsWith('second')));
  });

  it('is refused by a server that does not know its format', async () => {
    const [file] = filesIn(restored, 'manifest.json');
    const manifest = readFileSync(file, 'utf8');
    for (const [version, advice] of [
      [0, /format version 0.*build the index again/],
      [99, /format version 99.*use the newer Aisle/],
    ]) {
      writeFileSync(file, manifest.replace(/"formatVersion": \d+/, `"formatVersion": ${version}`));
      const serving = runServe('--data', restored, '--listen', '127.0.0.1:0');
      await assert.rejects(serving, failure(advice));
    }
  });
});
