import connectHierarchicalMenu from 'instantsearch.js/es/connectors/hierarchical-menu/connectHierarchicalMenu';

// The bar of departments under the search box: the first level of the category tree.

function link({ label, value, isRefined }, { refine, createURL }) {
  const anchor = document.createElement('a');
  anchor.className = 'departments__link';
  anchor.href = createURL(value);
  anchor.textContent = label;
  if (isRefined) anchor.setAttribute('aria-current', 'true');
  anchor.addEventListener('click', (event) => {
    // New tabs and windows are the browser's business.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    refine(value);
  });
  return anchor;
}

function render(options) {
  const list = document.querySelector(options.widgetParams.container);
  // Searching empties the list for a moment when nothing matches: the bar then keeps its links.
  if (options.items.length === 0) return;
  const focused = list.contains(document.activeElement) ? document.activeElement.textContent : null;
  const entries = options.items.map((item) => {
    const entry = document.createElement('li');
    entry.append(link(item, options));
    return entry;
  });
  list.replaceChildren(...entries);
  if (focused !== null) {
    [...list.querySelectorAll('a')].find((anchor) => anchor.textContent === focused)?.focus();
  }
}

export const departments = connectHierarchicalMenu(render);
