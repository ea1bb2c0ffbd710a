// Drives aisle-serve over loopback with h2load; see usage() below.
//
// Clients and server share the machine's cores, so what counts are ratios within one run: what
// the same server answers to /healthz is the most that its HTTP layer, and the client, can do.
// At a fixed rate h2load lets all clients send at the same moment, so there are few of them then:
// the latency of a burst is not that of its rate.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { failureOf, readOptions, wholeNumber } from './support/options.mjs';
import { chart, svg } from './support/plot.mjs';

const usage = `Usage: bench/load [--products N] [--seconds S] [--json FILE] [--svg FILE] [--help]

Builds aisle-serve, installs h2load (Debian's nghttp2-client) where it is missing, serves a demo
store and measures over HTTP, on loopback:

  healthz       the ceiling: the least that a request can be, as many as the server answers
  search        a mix of searches, likewise, from a server that keeps no answers: as if each was
                asked for the first time
  search at     the same at 10, 25, 50, 75 and 90 % of that rate: latency, and the server's CPU
  asked again   the mix from a server that keeps answers, when it has all of them
  gzip          both once more, compressed, as every browser asks for them
  64 writers    partial updates of one record each, every one durable when it is acknowledged
  ready         seconds from the start of the process until it answers /readyz, of a store whose
                files the system has at hand

The mix: queries of one to three words of product names. Half of them ask for 20 hits, three in
ten for the counts of 4 facets as well, one in ten has a filter, one in ten browses a category.

  --products N  products of the demo store (default: 100000)
  --seconds S   for each measurement (default: 5)
  --json FILE   every figure
  --svg FILE    the curve of latency over rate (default: build/load/latency.svg)
`;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'build/release/bin');
const directory = join(root, 'build/load');
const address = '127.0.0.1:8119';
const keys = { 'x-algolia-application-id': 'load', 'x-algolia-api-key': 'load-admin' };
const numClients = 64;
const numPacedClients = 8;

const fail = failureOf('load');
const defaults = {
    products: '100000', seconds: '5', json: undefined, svg: join(directory, 'latency.svg'),
};

function run(command, args) {
    const done = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
    if (done.status !== 0) fail(`${command} ${args.join(' ')}: ${done.stderr || done.error}`);
    return done.stdout;
}

/** The data directory of a demo store of that size; kept for the next time. */
function demoStore(numProducts) {
    const data = join(directory, `data-${numProducts}`);
    if (existsSync(join(data, 'indexes/products/CURRENT'))) return data;
    rmSync(data, { recursive: true, force: true });
    mkdirSync(data, { recursive: true });
    const records = join(directory, 'products.jsonl');
    const size = ['--products', String(numProducts), '--seed', '1'];
    run(join(bin, 'aisle-index'), ['generate', ...size, '--out', records]);
    run(join(bin, 'aisle-index'), [
        'build', '--data', data, '--index', 'products', '--records', records,
        '--settings', 'data/demo/settings.json',
    ]);
    rmSync(records);
    return data;
}

/** While h2load runs nothing here notices that the server closes what is idle. */
const once = { connection: 'close' };

async function call(method, path, body) {
    const response = await fetch(`http://${address}${path}`, {
        method,
        headers: { ...keys, ...once, 'content-type': 'application/json' },
        body: body && JSON.stringify(body),
    });
    if (!response.ok) fail(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
}

async function startServer(data, args = []) {
    const server = spawn(join(bin, 'aisle-serve'), ['--data', data, '--listen', address, ...args], {
        env: {
            ...process.env,
            AISLE_APP_ID: keys['x-algolia-application-id'],
            AISLE_ADMIN_KEY: keys['x-algolia-api-key'],
        },
        stdio: ['ignore', 'ignore', 'ignore'],
    });
    process.on('exit', () => server.kill());
    const started = performance.now();
    const elapsed = () => (performance.now() - started) / 1000;
    while (elapsed() < 60) {
        if (server.exitCode !== null) fail('aisle-serve ended');
        const ready = await fetch(`http://${address}/readyz`, { headers: once }).catch(() => null);
        if (ready?.ok) return { server, readySeconds: elapsed() };
        await sleep(10);
    }
    return fail('aisle-serve is not ready after a minute');
}

async function stopServer(server) {
    const ended = new Promise((resolve) => server.on('exit', resolve));
    server.kill();
    await ended;
}

/** Addresses of searches, the same for the same store. */
async function searches() {
    const { hits } = await call('POST', '/1/indexes/products/browse', {
        hitsPerPage: 1000,
        attributesToRetrieve: ['name', 'categories.lvl0'],
    });
    const facets = JSON.stringify(['brand', 'categories.lvl0', 'color', 'size']);
    return hits.map((hit, i) => {
        const words = String(hit.name.en ?? hit.name).split(' ');
        const params = { query: words.slice(0, 1 + (i % 3)).join(' '), hitsPerPage: 20 };
        const kind = i % 10;
        if (kind >= 5 && kind < 8) params.facets = facets;
        if (kind === 8) params.numericFilters = 'rating>=4';
        if (kind === 9) {
            params.query = '';
            params.facetFilters = JSON.stringify([`categories.lvl0:${hit.categories.lvl0}`]);
            params.facets = facets;
        }
        return `http://${address}/1/indexes/products?${new URLSearchParams(params)}`;
    });
}

/** Seconds of CPU that a process has used. */
function cpuSeconds(pid) {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
}

function percentile(sorted, part) {
    return sorted.length === 0 ? 0 : sorted[Math.floor(part * (sorted.length - 1))];
}

/** Runs h2load for `seconds`; what came of it. Rate: requests a second, or as many as go. */
function load(server, seconds, args, rate) {
    const log = join(directory, 'h2load.log');
    rmSync(log, { force: true });
    const clients = rate === undefined ? numClients : numPacedClients;
    const pace = rate === undefined ? [] : ['--rps', String(rate / clients)];
    const used = cpuSeconds(server.pid);
    const started = Date.now();
    run('h2load', [
        '--h1', '-c', String(clients), '-t', '1', '-D', String(seconds), ...pace,
        ...Object.entries(keys).flatMap(([name, value]) => ['-H', `${name}: ${value}`]),
        `--log-file=${log}`, ...args,
    ]);
    const elapsed = (Date.now() - started) / 1000;
    const lines = readFileSync(log, 'utf8').trim().split('\n').map((line) => line.split('\t'));
    const failed = lines.filter(([, status]) => status !== '200').length;
    if (failed > 0) fail(`${failed} of ${lines.length} answers were not 200`);
    const times = lines.map(([, , microseconds]) => microseconds / 1000).sort((a, b) => a - b);
    return {
        qps: times.length / elapsed,
        p50_ms: percentile(times, 0.5),
        p99_ms: percentile(times, 0.99),
        p999_ms: percentile(times, 0.999),
        cpu_cores: (cpuSeconds(server.pid) - used) / elapsed,
    };
}

function printRow(name, figures) {
    const cells = [
        figures.qps.toFixed(0), figures.p50_ms.toFixed(2), figures.p99_ms.toFixed(2),
        figures.p999_ms.toFixed(2), figures.cpu_cores.toFixed(2),
    ];
    console.log(name.padEnd(22) + cells.map((cell) => cell.padStart(10)).join(''));
}

/** Latency over rate. */
function latencySvg(points) {
    const size = { width: 640, height: 360 };
    const line = (key, label) => ({ label, points: points.map((p) => [p.qps, p[key]]) });
    const curve = chart({
        ...size,
        x: { label: 'searches a second', ticks: points.map((p) => p.qps) },
        unit: 'ms',
        lines: [line('p50_ms', 'p50'), line('p99_ms', 'p99'), line('p999_ms', 'p99.9')],
    });
    return svg([curve], size);
}

const options = readOptions(defaults, usage, fail);
for (const name of ['products', 'seconds']) {
    options[name] = wholeNumber(`--${name}`, options[name], fail);
}
mkdirSync(directory, { recursive: true });
run('sh', ['-c', '. .ci/common.sh && install_packages run load && build release aisle-serve aisle-index']);
const data = demoStore(options.products);
let { server, readySeconds } = await startServer(data, ['--kept-answers-mib', '0']);
const addresses = join(directory, 'searches.txt');
writeFileSync(addresses, `${(await searches()).join('\n')}\n`);
const search = ['-i', addresses];

console.log(''.padEnd(22) + ['qps', 'p50 ms', 'p99 ms', 'p99.9 ms', 'CPU cores']
    .map((title) => title.padStart(10)).join(''));
const figures = {};
const measure = (name, args, rate) => {
    figures[name] = load(server, options.seconds, args, rate);
    printRow(name, figures[name]);
    return figures[name];
};
load(server, 1, search); // what is worked out once
const gzip = ['-H', 'accept-encoding: gzip'];
const ceiling = measure('healthz', [`http://${address}/healthz`]);
const saturated = measure('search', search);
const curve = [10, 25, 50, 75, 90].map((percent) =>
    measure(`search at ${percent} %`, search, (saturated.qps * percent) / 100));
measure('search, gzip', [...gzip, ...search]);
await stopServer(server);
({ server, readySeconds } = await startServer(data));
figures.ready = { seconds: readySeconds };
load(server, 2, search); // all are asked twice, and so kept
const again = measure('asked again', search);
measure('asked again, gzip', [...gzip, ...search]);
const body = join(directory, 'update.json');
writeFileSync(body, '{"stock": 5}');
await call('POST', '/1/indexes/load_writes/1/partial', { stock: 1 });
measure('64 writers', ['-d', body, `http://${address}/1/indexes/load_writes/1/partial`]);
const ofCeiling = ({ qps }) => (qps / ceiling.qps).toFixed(2);
console.log(`\nReady ${readySeconds.toFixed(2)} s after the start.`);
console.log(`At saturation, of healthz: search ${ofCeiling(saturated)}, asked again ${ofCeiling(again)}.`);
writeFileSync(options.svg, latencySvg([...curve, saturated]));
console.log(`The curve is in ${options.svg}.`);
if (options.json) writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`);
process.exit(0);
