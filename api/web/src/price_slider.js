import connectRange from 'instantsearch.js/es/connectors/range/connectRange';

import { formatRoundPrice } from './format.js';

// A price range with two thumbs and, above them, how many products each step holds. Prices of a
// whole store reach from cents to thousands, so the steps are round amounts that grow, and as
// wide as each other on the screen. The bounds are those of the results without the range.
//
// The thumbs are two ordinary range inputs on one track: keys, touch and screen readers work as
// with any other.

/** The amounts that a thumb can stop at, and the edges of the ranges that are counted. */
export const PRICE_STEPS = [
  0, 5, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100, 125, 150, 200, 250, 300, 400, 500, 750, 1000, 1500,
  2000, 3000, 5000, 10000, 20000, 50000, 100000, 1000000,
];

/** The steps from the last at or below the range to the first at or above it. */
function stepsWithin({ min, max }) {
  const last = PRICE_STEPS.length - 1;
  const first = Math.max(
    0,
    PRICE_STEPS.findLastIndex((step) => step <= min),
  );
  const end = PRICE_STEPS.findIndex((step) => step >= max);
  return PRICE_STEPS.slice(first, Math.max(first + 1, end < 0 ? last : end) + 1);
}

/** The place of the step nearest to an amount. */
function nearestStep(steps, amount) {
  const distances = steps.map((step) => Math.abs(step - amount));
  return distances.indexOf(Math.min(...distances));
}

function thumb(id, label) {
  const input = document.createElement('input');
  Object.assign(input, { id, type: 'range', className: 'slider__thumb', min: '0', step: '1' });
  input.setAttribute('aria-label', label);
  return input;
}

function part(className, ...children) {
  const node = document.createElement('div');
  node.className = className;
  node.append(...children);
  return node;
}

function createSlider(container) {
  const low = thumb('price-low', 'Lowest price');
  const high = thumb('price-high', 'Highest price');
  const bars = part('slider__bars');
  bars.setAttribute('aria-hidden', 'true');
  const track = part('slider__track');
  const from = document.createElement('output');
  const to = document.createElement('output');
  from.htmlFor = low.id;
  to.htmlFor = high.id;
  const rail = part('slider__rail', part('slider__way', track), low, high);
  const root = part('slider', bars, rail, part('slider__texts', from, to));
  root.setAttribute('role', 'group');
  root.setAttribute('aria-label', 'Price');
  container.append(root);
  return { root, low, high, bars, track, from, to };
}

function drawBars({ bars }, steps, ranges) {
  const countOf = new Map(ranges.map(({ from, count }) => [from, count]));
  const counts = steps.slice(0, -1).map((step) => countOf.get(step) ?? 0);
  const most = Math.max(1, ...counts);
  while (bars.children.length > counts.length) bars.lastChild.remove();
  while (bars.children.length < counts.length) bars.append(part('slider__bar'));
  counts.forEach((count, i) => {
    const share = count === 0 ? 0 : Math.max(6, Math.round((100 * count) / most));
    bars.children[i].style.height = `${share}%`;
  });
}

/** Shows where the thumbs are: texts, the part of the track between them, the bars inside. */
function showThumbs({ low, high, bars, track, from, to }, steps, texts) {
  const [a, b] = [Number(low.value), Number(high.value)];
  const last = steps.length - 1;
  [from.textContent, to.textContent] = texts;
  low.setAttribute('aria-valuetext', texts[0]);
  high.setAttribute('aria-valuetext', texts[1]);
  track.style.left = `${(100 * a) / last}%`;
  track.style.right = `${100 - (100 * b) / last}%`;
  [...bars.children].forEach((bar, i) => bar.classList.toggle('is-out', i < a || i >= b));
  // At the right end both thumbs may lie on each other; then only the left one can move.
  low.style.zIndex = a > last / 2 ? 2 : 1;
  high.style.zIndex = a > last / 2 ? 1 : 2;
}

/** The counted ranges of the latest results; client.js asks for them. */
function rangesOf({ instantSearchInstance }) {
  return instantSearchInstance.mainIndex.getResults()?.facetRanges?.price ?? [];
}

/** The widget. Its container is an element, as the panel around it hands it over. */
export function priceSlider(widgetParams) {
  let slider;
  let steps = [];
  let latest;

  /** What a thumb stands for; at the ends it is no bound. */
  const boundOf = (value, edge) => (value === edge ? undefined : steps[value]);

  /** The amounts at the thumbs: at the ends, what the results really begin and end with. */
  function texts(start = []) {
    const { range } = latest;
    const low = boundOf(Number(slider.low.value), 0) ?? range.min;
    const high = boundOf(Number(slider.high.value), steps.length - 1) ?? range.max;
    return [start[0] ?? low, start[1] ?? high].map(formatRoundPrice);
  }

  function move(moved) {
    const { low, high } = slider;
    if (moved === low) low.value = Math.min(Number(low.value), Number(high.value) - 1);
    else high.value = Math.max(Number(high.value), Number(low.value) + 1);
    showThumbs(slider, steps, texts());
  }

  function apply() {
    const { low, high } = slider;
    const bounds = [boundOf(Number(low.value), 0), boundOf(Number(high.value), steps.length - 1)];
    latest.refine(bounds);
  }

  function show({ range, start, canRefine }) {
    const { low, high, root } = slider;
    steps = stepsWithin(range);
    const last = steps.length - 1;
    const bounds = start.map((bound) => (Number.isFinite(bound) ? bound : undefined));
    low.max = last;
    high.max = last;
    low.value = bounds[0] === undefined ? 0 : Math.min(nearestStep(steps, bounds[0]), last - 1);
    high.value = bounds[1] === undefined ? last : Math.max(nearestStep(steps, bounds[1]), 1);
    low.disabled = !canRefine;
    high.disabled = !canRefine;
    root.classList.toggle('is-off', !canRefine);
    drawBars(slider, steps, rangesOf(latest));
    showThumbs(slider, steps, texts(bounds));
  }

  return connectRange((options, isFirstRender) => {
    latest = options;
    if (isFirstRender) {
      slider = createSlider(options.widgetParams.container);
      for (const input of [slider.low, slider.high]) {
        input.addEventListener('input', () => move(input));
        input.addEventListener('change', apply);
      }
    }
    show(options);
  })(widgetParams);
}
