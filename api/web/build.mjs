// Bundles the storefront: node build.mjs --outdir=DIR writes index.html, app.js, app.css and
// the licences of the bundled packages there. It needs no network.

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { build } from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));

/** The folders of the packages that went into the bundle, relative to this one. */
function bundledPackages(metafile) {
  const folders = Object.keys(metafile.inputs).map(
    (file) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0],
  );
  return [...new Set(folders.filter(Boolean))].sort();
}

/** What the packages' licences ask to be delivered with every copy. */
function licenseNotice(folder) {
  const absolute = path.join(here, folder);
  const { name, version, license } = JSON.parse(
    readFileSync(path.join(absolute, 'package.json'), 'utf8'),
  );
  const file = readdirSync(absolute).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? `\n${readFileSync(path.join(absolute, file), 'utf8').trim()}\n` : '';
  return `${name} ${version} (${license})\n${text}`;
}

const { values } = parseArgs({ options: { outdir: { type: 'string' } } });
const outdir = values.outdir ?? process.env.AISLE_WEB_DIR;
if (!outdir) {
  console.error('build.mjs: --outdir=DIR (or AISLE_WEB_DIR) must name the folder to write to');
  process.exit(2);
}
if (!existsSync(path.join(here, 'node_modules'))) {
  console.error('build.mjs: run npm ci first');
  process.exit(2);
}

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: { app: 'src/main.js' },
  outdir: path.resolve(outdir),
  bundle: true,
  minify: true,
  metafile: true,
  format: 'iife',
  platform: 'browser',
  target: ['es2022'],
  define: { 'process.env.NODE_ENV': '"production"' },
  legalComments: 'none',
  logLevel: 'warning',
});
mkdirSync(outdir, { recursive: true });
cpSync(path.join(here, 'src/index.html'), path.join(outdir, 'index.html'));
const rule = `\n${'-'.repeat(78)}\n\n`;
writeFileSync(
  path.join(outdir, 'licenses.txt'),
  bundledPackages(metafile).map(licenseNotice).join(rule),
);
