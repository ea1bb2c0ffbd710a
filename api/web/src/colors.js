// Colour names of the catalogue and how they look on a screen.

const NAMED = {
  black: '#26282b',
  white: '#f7f6f2',
  ivory: '#f3ecd9',
  cream: '#f1e6cc',
  ecru: '#e8dfca',
  offwhite: '#f2eee4',
  grey: '#8e9399',
  gray: '#8e9399',
  lightgrey: '#c6cacd',
  darkgrey: '#5a5f65',
  silver: '#c2c7cc',
  graphite: '#4b4f55',
  anthracite: '#3d4147',
  charcoal: '#45494e',
  slate: '#64727f',
  stone: '#b6ac9c',
  taupe: '#9b8b7c',
  greige: '#beb4a5',
  beige: '#d9c9ac',
  sand: '#d8c3a0',
  camel: '#c19a6b',
  tan: '#c8a27a',
  cognac: '#a5622f',
  caramel: '#b97a3d',
  brown: '#7a5237',
  chocolate: '#5a3b2a',
  espresso: '#46332a',
  walnut: '#6f4e37',
  oak: '#c9a676',
  natural: '#dcc7a3',
  red: '#c23b3b',
  cherry: '#a82a3a',
  burgundy: '#6f2436',
  bordeaux: '#6b2134',
  wine: '#722f3f',
  rust: '#b1532f',
  terracotta: '#c4704f',
  coral: '#ee8267',
  salmon: '#ef9a86',
  peach: '#f5bd9d',
  apricot: '#f2b076',
  orange: '#e58533',
  yellow: '#efc93d',
  mustard: '#cf9f34',
  ochre: '#c48f3a',
  gold: '#c9a44a',
  brass: '#b59a53',
  copper: '#b87347',
  green: '#4d8b57',
  olive: '#7b7d4b',
  khaki: '#a49a72',
  sage: '#a3b29a',
  moss: '#6c7a45',
  mint: '#abdcc4',
  forest: '#2f5a41',
  forestgreen: '#2f5a41',
  bottlegreen: '#234f3d',
  emerald: '#2f8a68',
  eucalyptus: '#86a898',
  petrol: '#1f5f6b',
  teal: '#2f7f80',
  turquoise: '#46b3ae',
  aqua: '#86cfd3',
  blue: '#3f6fb0',
  navy: '#2a3a5c',
  midnight: '#232c47',
  midnightblue: '#232c47',
  royalblue: '#3558b4',
  cobalt: '#2d52a6',
  denim: '#54718f',
  indigo: '#3f4382',
  lightblue: '#a9c8e3',
  skyblue: '#93bfe2',
  iceblue: '#cfe1ec',
  powderblue: '#bcd2e2',
  purple: '#75498b',
  violet: '#7c5aa6',
  plum: '#6c3f5f',
  aubergine: '#4c2c44',
  lavender: '#b9aad6',
  lilac: '#c5b1d9',
  pink: '#e59bb1',
  rose: '#dd9fa6',
  rosegold: '#d8a596',
  blush: '#edc9c5',
  dustypink: '#d6a6a3',
  fuchsia: '#c23f86',
  magenta: '#b83280',
  steel: '#a9b1b8',
  titanium: '#9a9c9e',
  transparent: '#e8eef0',
  clear: '#e8eef0',
};

const UNKNOWN = '#a8a49c';

/** How a colour of the catalogue looks, as #rrggbb; a neutral tone for a name we do not know. */
export function colorOf(name) {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const key = plain.replace(/[^a-z]/g, '');
  if (Object.hasOwn(NAMED, key)) return NAMED[key];
  // "heather grey" or "Baltic blue" is at least some grey or some blue.
  const last = plain.split(/[^a-z]+/).findLast(Boolean) ?? '';
  return Object.hasOwn(NAMED, last) ? NAMED[last] : UNKNOWN;
}

function mix(hex, target, share) {
  const channel = (at) => {
    const from = parseInt(hex.slice(at, at + 2), 16);
    return Math.round(from + (target - from) * share)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(1)}${channel(3)}${channel(5)}`;
}

export const darker = (hex, share) => mix(hex, 0, share);
export const lighter = (hex, share) => mix(hex, 255, share);
