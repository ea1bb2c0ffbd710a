import connectRange from 'instantsearch.js/es/connectors/range/connectRange';

import { currencySign } from './format.js';

// A price range with two labelled fields. It uses the connector of the official range widgets
// and draws its own form, because theirs has fields without a label.

function field(id, text) {
  const label = document.createElement('label');
  label.className = 'price-range__field';
  label.htmlFor = id;
  const caption = document.createElement('span');
  caption.textContent = text;
  const input = document.createElement('input');
  Object.assign(input, { id, type: 'number', inputMode: 'decimal', step: 'any', min: '0' });
  label.append(caption, input);
  return { label, input, caption };
}

function createForm(container, onSubmit) {
  const form = document.createElement('form');
  form.className = 'price-range';
  form.noValidate = true;
  const low = field('price-low', 'From');
  const high = field('price-high', 'To');
  const button = document.createElement('button');
  button.className = 'button';
  button.textContent = 'Apply';
  form.append(low.label, high.label, button);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    onSubmit(low.input.value, high.input.value);
  });
  container.append(form);
  const showCurrency = (sign) => {
    low.caption.textContent = `From ${sign}`;
    high.caption.textContent = `To ${sign}`;
  };
  return { form, low: low.input, high: high.input, showCurrency };
}

/** What the visitor typed as a bound: nothing, or a number inside the range of the results. */
function parseBound(text, { min, max }) {
  const value = Number.parseFloat(text.replace(',', '.'));
  return Number.isFinite(value) ? Math.min(Math.max(value, min), max) : undefined;
}

function isBound(value, edge) {
  return Number.isFinite(value) && value !== edge;
}

function showRange({ low, high, form, showCurrency }, { start, range, canRefine }) {
  showCurrency(currencySign());
  low.placeholder = String(Math.floor(range.min));
  high.placeholder = String(Math.ceil(range.max));
  low.value = isBound(start[0], range.min) ? start[0] : '';
  high.value = isBound(start[1], range.max) ? start[1] : '';
  for (const element of form.elements) element.disabled = !canRefine;
}

/** The widget. Its container is an element, as the panel around it hands it over. */
export function priceRange(widgetParams) {
  let form;
  let latest;

  function apply(lowText, highText) {
    const bounds = [parseBound(lowText, latest.range), parseBound(highText, latest.range)];
    if (bounds.every((bound) => bound !== undefined) && bounds[0] > bounds[1]) bounds.reverse();
    latest.refine(bounds);
  }

  return connectRange((options, isFirstRender) => {
    latest = options;
    if (isFirstRender) form = createForm(options.widgetParams.container, apply);
    showRange(form, options);
  })(widgetParams);
}
