// What everything costs as a store grows: bench/peers/compare at several sizes; see usage below.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { failureOf, readOptions, wholeNumber } from '../support/options.mjs';
import { chart, short, svg } from '../support/plot.mjs';

const usage = `Usage: bench/peers/growth [--products N,N,...] [--engines LIST] [--json FILE] [--svg FILE]
                          [--help]

Runs bench/peers/compare on demo stores of several sizes, which says what it measures and what it
installs, and prints every figure as a table over the number of products: seconds to build, size
of the index, memory of the searching process, and of every work queries a second, p50 and p99.

  --products N,...  (default: 10000,100000,1000000; each size takes the time of a comparison and,
                    until the next one, disk: 5 GB at 1000000, 25 GB at 5000000)
  --engines LIST    as compare's
  --json FILE       every figure of compare, by number of products
  --svg FILE        time, memory and size over products, both logarithmic
                    (default: build/growth/growth.svg)

Memory is what is resident of the process: of mapped files the parts that were read. Xapian reads
files instead, so that what the kernel keeps of them is not in its figure; Java takes its 2 GB of
heap as it needs them, and lucene.heap_mb of the JSON is what is in use of that.

Time and size of Aisle's index are those of a whole store, records included, the others' of what
the works need.

AISLE_PEERS_DIR and AISLE_PEERS_CORE are compare's.
`;

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const directory = join(root, 'build/growth');
const engineNames = ['aisle', 'lucene', 'xapian', 'groonga'];

const fail = failureOf('growth');
const defaults = {
    products: '10000,100000,1000000', engines: undefined, json: undefined,
    svg: join(directory, 'growth.svg'),
};

function readSizes(text) {
    const sizes = text.split(',').map((size) => wholeNumber('--products', size, fail));
    return [...new Set(sizes)].sort((a, b) => a - b);
}

/** The figures of a comparison at one size. */
function compare(size, engines) {
    const file = join(directory, `${size}.json`);
    rmSync(file, { force: true });
    const args = ['--products', String(size), '--json', file];
    if (engines) args.push('--engines', engines);
    console.log(`\n${size} products`);
    const done = spawnSync(join(root, 'bench/peers/compare'), args, { stdio: 'inherit' });
    if (done.status !== 0) fail(`bench/peers/compare ${args.join(' ')} failed`);
    return JSON.parse(readFileSync(file, 'utf8'));
}

/** Four digits, however large or small. */
function shown(value) {
    if (value === undefined) return '-';
    if (value >= 1000) return value.toFixed(0);
    return value.toPrecision(3);
}

/** One figure of every engine that has it, over the sizes. */
function printTable(title, key, runs) {
    const engines = engineNames.filter((engine) =>
        runs.some((run) => `${engine}.${key}` in run.figures));
    if (engines.length === 0) return;
    console.log(`\n${title.padEnd(28)}${runs.map((run) => short(run.size).padStart(12)).join('')}`);
    for (const engine of engines) {
        const cells = runs.map((run) => shown(run.figures[`${engine}.${key}`]).padStart(12));
        console.log(`  ${engine.padEnd(26)}${cells.join('')}`);
    }
}

function worksOf(runs) {
    const names = runs.flatMap((run) => Object.keys(run.figures))
        .map((key) => /^aisle\.(\w+)\.qps$/.exec(key)?.[1]);
    const order = [
        'top20', 'facets4', 'filters_facets8', 'browse', 'prefix', 'typo', 'disjunctive', 'refined',
    ];
    return order.filter((name) => names.includes(name));
}

function printTables(runs) {
    printTable('seconds to build', 'index_seconds', runs);
    printTable('MB of index', 'index_mb', runs);
    printTable('MB of memory, peak', 'peak_mb', runs);
    printTable('MB of memory, afterwards', 'resident_mb', runs);
    for (const work of worksOf(runs)) {
        printTable(`${work}, queries/s`, `${work}.qps`, runs);
        printTable(`${work}, p50 ms`, `${work}.p50_ms`, runs);
        printTable(`${work}, p99 ms`, `${work}.p99_ms`, runs);
    }
}

const size = { width: 460, height: 320 };

function plot(title, key, unit, runs) {
    const lines = engineNames.map((engine) => ({
        label: engine,
        points: runs.map((run) => [run.size, run.figures[`${engine}.${key}`]])
            .filter(([, value]) => value > 0),
    })).filter((line) => line.points.length > 0);
    const x = { label: 'products', ticks: runs.map((run) => run.size), isLogarithmic: true };
    return chart({ ...size, title, x, unit, lines });
}

const options = readOptions(defaults, usage, fail);
mkdirSync(directory, { recursive: true });
const runs = readSizes(options.products).map((products) => ({
    size: products,
    figures: compare(products, options.engines),
}));
printTables(runs);
const charts = [
    plot('Building', 'index_seconds', 's', runs),
    plot('A search with 4 facets, p99', 'facets4.p99_ms', 'ms', runs),
    plot('Memory after the searches', 'resident_mb', 'MB', runs),
    plot('Index', 'index_mb', 'MB', runs),
];
writeFileSync(options.svg, svg(charts, { ...size, columns: 2 }));
console.log(`\nThe plot is in ${resolve(options.svg)}.`);
if (options.json) {
    const bySize = Object.fromEntries(runs.map((run) => [run.size, run.figures]));
    writeFileSync(options.json, `${JSON.stringify(bySize, null, 2)}\n`);
}
