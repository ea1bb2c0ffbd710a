// A server whose disk fails it:
//   1. When files cannot grow, writes are refused with a 503 that says so, searches go on, and
//      the server takes writes again as soon as there is room.
//   2. What was acknowledged survives that and a kill; what was refused is not there.
//   3. Garbage at the end of the log, as a crash leaves it, costs nothing that was acknowledged.
//   4. On a log that is damaged the server does not start, and says what to do.
//   5. Nor does it on a disk that is read-only, which leaves the store as it was.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { ADMIN_KEY, APP_ID, program, runServe, startStore } from './support/server.mjs';

describe('A server whose disk fails it', () => {
  let store;
  let log;
  const acknowledged = new Set();
  const refused = new Set();

  // The official client would try again.
  const send = async (route, body) => {
    const response = await fetch(`${store.url}/1/indexes/things${route}`, {
      method: 'POST',
      headers: { 'x-algolia-application-id': APP_ID, 'x-algolia-api-key': ADMIN_KEY },
      body: JSON.stringify(body),
    });
    return { status: response.status, ...(await response.json()) };
  };

  const save = async (objectID) => {
    const requests = [{ action: 'addObject', body: { objectID, text: 'x'.repeat(2000) } }];
    const answer = await send('/batch', { requests });
    (answer.status === 200 ? acknowledged : refused).add(objectID);
    return answer;
  };

  /** Waits until the index holds what was acknowledged, and checks that it is no more. */
  const expectAcknowledged = async () => {
    let ids = [];
    for (let i = 0; i < 200; ++i) {
      const { hits = [] } = await send('/browse', { hitsPerPage: 1000 });
      ids = hits.map(({ objectID }) => objectID);
      if (ids.length === acknowledged.size) break;
      await sleep(20);
    }
    assert.deepEqual(ids.toSorted(), [...acknowledged].toSorted());
  };

  before(async () => {
    store = await startStore({ isEmpty: true });
    log = path.join(store.data, 'log.sqlite');
    for (let i = 0; i < 10; ++i) await save(`before-${i}`);
    await expectAcknowledged();
  });
  after(() => store?.stop());

  it('refuses writes, answers searches, and goes on', async () => {
    for (let round = 0; round < 3; ++round) {
      await store.limitFiles(4096);
      const answer = await save(`during-${round}`);
      assert.equal(answer.status, 503);
      assert.match(answer.message, /disk is full; a write that gets this answer has changed nothing/);
      await expectAcknowledged();
      await store.limitFiles('unlimited');
      assert.equal((await save(`after-${round}`)).status, 200);
      await expectAcknowledged();
    }
  });

  it('is filled until it refuses, and has what it acknowledged after a kill', async () => {
    await store.limitFiles(500_000);
    for (let i = 0; i < 400; ++i) {
      if ((await save(`filling-${i}`)).status === 503) break;
    }
    assert.ok(refused.size > 3, 'never full');
    await store.killAndRestart();
    await expectAcknowledged();
    for (const id of refused) assert.ok(!acknowledged.has(id));
  });

  it('starts on a log with garbage at its end', async () => {
    await save('last');
    await store.kill();
    appendFileSync(`${log}-wal`, Buffer.alloc(5000, 7));
    await store.start();
    await expectAcknowledged();
  });

  it('does not start on a disk that is read-only', async (test) => {
    await store.kill();
    // In a mount namespace of its own, where the kernel lets a user have one.
    const inReadOnly = ['--map-root-user', '--mount', 'sh', '-c',
      'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"', store.data];
    const inNamespace = (...command) =>
      spawnSync('unshare', [...inReadOnly, ...command], { encoding: 'utf8', timeout: 20_000 });
    if (inNamespace('true').status !== 0) return test.skip('mounting needs user namespaces');
    const served = inNamespace(program('aisle-serve'), '--data', store.data, '--listen', '127.0.0.1:0');
    assert.equal(served.status, 1, served.stderr);
    assert.match(served.stderr, /^aisle-serve: cannot .*\/data\/.*: Read-only file system$/m);
    await store.start();
    await expectAcknowledged();
  });

  it('does not start on a log that is damaged', async () => {
    await store.restart();
    await store.kill();
    const size = readFileSync(log).length;
    truncateSync(log, size - 4096 * Math.floor(size / 8192));
    await assert.rejects(runServe('--data', store.data, '--listen', '127.0.0.1:0'), (error) => {
      assert.equal(error.code, 1, error.stderr);
      assert.match(error.stderr, /damaged.*log.sqlite.*backup/);
      return true;
    });
  });
});
