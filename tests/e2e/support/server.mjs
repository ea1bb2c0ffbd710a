// Builds a small demo store with aisle-index and runs aisle-serve on it, for one test file.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { algoliasearch } from 'algoliasearch';

export const APP_ID = 'AISLETEST';
export const ADMIN_KEY = 'admin-key-of-the-e2e-tests';
export const SEARCH_KEY = 'search-key-of-the-e2e-tests';
export const REPLICAS = ['products_price_asc', 'products_price_desc', 'products_newest'];
export const NUM_PRODUCTS = 2000;

// A sanitizer build on a busy machine is slow; nothing below waits this long when all is well.
const READY_TIMEOUT_MS = 60_000;

/** The value of an environment variable that the tests cannot do without. */
export function required(name, meaning) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} must be set: ${meaning}`);
  return value;
}

export function program(name) {
  const file = path.join(
    required('AISLE_BIN_DIR', 'the folder of aisle-serve and aisle-index'),
    name,
  );
  if (!existsSync(file)) throw new Error(`${file} does not exist: build it first`);
  return file;
}

const run = promisify(execFile);

/** Runs aisle-index; the promise fails with its `code` and `stderr` when it does. */
export const runIndex = (...args) => run(program('aisle-index'), args);

/** Runs aisle-serve where it is expected to refuse; as runIndex. */
export const runServe = (...args) =>
  run(program('aisle-serve'), args, { timeout: READY_TIMEOUT_MS });

async function buildStore(folder) {
  const demo = required('AISLE_DEMO_DIR', 'the folder of settings.json and replica_*.json');
  const index = program('aisle-index');
  const data = path.join(folder, 'data');
  const records = path.join(folder, 'products.jsonl');
  await run(index, [
    'generate',
    '--products',
    String(NUM_PRODUCTS),
    '--seed',
    '1',
    '--out',
    records,
  ]);
  const settings = path.join(demo, 'settings.json');
  await run(index, [
    'build',
    '--data',
    data,
    '--index',
    'products',
    '--records',
    records,
    '--settings',
    settings,
  ]);
  for (const replica of REPLICAS) {
    const own = path.join(demo, replica.replace('products_', 'replica_') + '.json');
    await run(index, ['settings', '--data', data, '--index', replica, '--settings', own]);
  }
  const lines = readFileSync(records, 'utf8').split('\n').filter(Boolean);
  return { data, products: lines.map((line) => JSON.parse(line)) };
}

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function waitUntilReady(url, child, output) {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) break;
    const response = await fetch(`${url}/readyz`).catch(() => undefined);
    if (response?.status === 200) return;
    await sleep(50);
  }
  throw new Error(
    `aisle-serve did not become ready (exit code ${child.exitCode}):\n${output.join('')}`,
  );
}

async function stop(child, output) {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  if (child.exitCode !== 0 && child.signalCode !== 'SIGTERM') {
    throw new Error(
      `aisle-serve ended with ${child.exitCode ?? child.signalCode}:\n${output.join('')}`,
    );
  }
}

/**
 * Starts a server on a store of NUM_PRODUCTS products, or of none, or on one that is there.
 * @param {{webDir?: string, isEmpty?: boolean, existing?: string}} [options] the built
 *   storefront to serve as well; a data directory
 */
export async function startStore({ webDir, isEmpty = false, existing } = {}) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'aisle-e2e-'));
  const { data, products } =
    isEmpty || existing
      ? { data: existing ?? path.join(folder, 'data'), products: [] }
      : await buildStore(folder);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const flags = [
    '--data',
    data,
    '--listen',
    `127.0.0.1:${port}`,
    ...(webDir ? ['--web', webDir] : []),
  ];
  const keys = { AISLE_ADMIN_KEY: ADMIN_KEY, AISLE_SEARCH_KEY: SEARCH_KEY, AISLE_APP_ID: APP_ID };
  const output = [];
  let child;
  let isKilled = false;
  const start = () => {
    isKilled = false;
    child = spawn(program('aisle-serve'), flags, { env: { ...process.env, ...keys } });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => output.push(String(chunk)));
    return waitUntilReady(url, child, output);
  };
  /** Ends the server and starts it again on the same data. */
  const restart = async () => {
    await stop(child, output);
    await start();
  };
  const clean = async () => {
    try {
      if (!isKilled) await stop(child, output);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  /** Ends the server without any chance to tidy up. */
  const kill = async () => {
    isKilled = true;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  /** The same, and starts it again. */
  const killAndRestart = async () => {
    await kill();
    await start();
  };
  /** Lets no file of the server grow beyond so many bytes; 'unlimited' ends that. */
  const limitFiles = (bytes) =>
    run('prlimit', [`--pid=${child.pid}`, `--fsize=${bytes}:unlimited`]);
  try {
    await start();
  } catch (error) {
    await clean().catch(() => {});
    throw error;
  }
  return {
    url,
    port,
    data,
    folder,
    products,
    restart,
    start,
    kill,
    killAndRestart,
    limitFiles,
    stop: clean,
  };
}

/** Trains recommendations on the demo store's own shoppers, while the store is served. */
export async function trainStore({ data, folder }) {
  const records = path.join(folder, 'again.jsonl');
  const events = path.join(folder, 'events.jsonl');
  const size = ['--products', String(NUM_PRODUCTS), '--seed', '1'];
  await runIndex('generate', ...size, '--out', records, '--events', events);
  await runIndex('events', '--data', data, '--file', events, '--index', 'products');
  await runIndex('train', '--data', data);
  await sleep(300); // the server looks for new models every 200 ms
}

/** The official client of a running store. */
export function clientOf({ port }, key = SEARCH_KEY) {
  const hosts = [{ url: '127.0.0.1', port, protocol: 'http', accept: 'readWrite' }];
  return algoliasearch(APP_ID, key, { hosts });
}
