import { colorOf, darker, lighter } from './colors.js';
import { home } from './shapes/home.js';
import { silhouetteFor } from './shapes/kinds.js';
import { leisure } from './shapes/leisure.js';
import { tech } from './shapes/tech.js';
import { things } from './shapes/things.js';
import { wear } from './shapes/wear.js';

// The demo catalogue has no photographs, so every product gets a drawing: a silhouette for its
// category, in the colour of the shown variant, on a soft ground. The same product always gets
// the same picture. Nothing of the record enters the markup, only entries of our own tables.

const SHAPES = { ...wear, ...home, ...tech, ...things, ...leisure };

const FIXED_TONES = {
  wood: '#b98a5e',
  metal: '#b9bec4',
  dark: '#34373b',
  screen: '#2b3540',
  glow: '#f3d9a0',
  paper: '#fbf7ee',
  leaf: '#5d8f63',
  leafdark: '#44724d',
};

const GROUNDS = ['#f1ece3', '#e9eee8', '#e8edf2', '#f3e9e6', '#eeeaf2', '#f2efdf', '#e6efee'];

const UNCOLORED = ['slate', 'terracotta', 'olive', 'navy', 'mustard', 'burgundy', 'teal', 'sand'];

/** The same number for the same text, spread over 32 bits (FNV-1a). */
function hash(text) {
  let value = 2166136261;
  for (const char of text) value = Math.imul(value ^ char.codePointAt(0), 16777619);
  return value >>> 0;
}

// Reaches far beyond the canvas, so that a frame of any shape is filled.
function drawBackdrop(seed) {
  const ground = GROUNDS[seed % GROUNDS.length];
  const accent = darker(ground, 0.045);
  const backdrops = [
    `<circle cx="100" cy="100" r="84" fill="${accent}"/>`,
    `<path d="M22 600V98a78 78 0 0 1 156 0V600Z" fill="${accent}"/>`,
    `<path d="M-400 160C-200 160 -80 166 0 132C50 108 150 156 200 124C260 100 400 120 600 120V600H-400Z" fill="${accent}"/>`,
  ];
  const backdrop = backdrops[(seed >>> 8) % backdrops.length];
  return `<path d="M-400 -400H600V600H-400Z" fill="${ground}"/>${backdrop}`;
}

function drawPart([tone, path], tones) {
  const stroke = (color, width) =>
    `<path d="${path}" fill="none" stroke="${color}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;
  if (tone === 'line') return stroke(tones.line, 3);
  if (tone === 'frame') return stroke(tones.main, 6);
  if (tone === 'wheel') return stroke(FIXED_TONES.dark, 5);
  // The thin edge keeps white products visible on the light ground.
  return `<path d="${path}" fill="${tones[tone]}" stroke="${tones.edge}" stroke-width="0.8"/>`;
}

function drawShape(kind, main) {
  const tones = {
    ...FIXED_TONES,
    main,
    shade: darker(main, 0.2),
    light: lighter(main, 0.28),
    line: darker(main, 0.38),
    edge: darker(main, 0.22),
  };
  const parts = SHAPES[kind].map((part) => drawPart(part, tones)).join('');
  return `<ellipse cx="100" cy="172" rx="86" ry="7" fill="#000" opacity="0.07"/>${parts}`;
}

function svg(content) {
  return `<svg viewBox="0 0 200 200" aria-hidden="true" focusable="false">${content}</svg>`;
}

/** A silhouette alone, as SVG markup: an entry of the shapes in a colour by name. */
export function drawSilhouette(kind, color) {
  return svg(drawShape(kind, colorOf(color)));
}

/**
 * An SVG drawing of a product, as markup.
 * @param {object} product a hit; its categories choose the silhouette
 * @param {string} [color] the name of the variant's colour
 */
export function drawProduct(product, color) {
  const seed = hash(product.objectID);
  const shape = drawShape(
    silhouetteFor(product),
    colorOf(color ?? UNCOLORED[(seed >>> 4) % UNCOLORED.length]),
  );
  const mirror =
    (seed >>> 16) % 2 ? 'matrix(-0.84 0 0 0.84 184 18)' : 'matrix(0.84 0 0 0.84 16 18)';
  return svg(`${drawBackdrop(seed)}<g transform="${mirror}">${shape}</g>`);
}
