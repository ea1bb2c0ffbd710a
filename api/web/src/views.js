// Which view is shown, as the fragment of the address says: none is the results, #/product/ID a
// product's page, #/cart the cart. The rest of the address belongs to InstantSearch, so the
// results are what they were when the visitor comes back to them.

/** The address of a product's page. */
export const productAddress = (id) => `#/product/${encodeURIComponent(id)}`;

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a broken address names nothing, which the page will say
  }
}

/** The view of the address: `{ name, id? }`. */
export function readView() {
  const { hash } = window.location;
  const product = /^#\/product\/(.+)$/.exec(hash);
  if (product) return { name: 'product', id: decoded(product[1]) };
  return { name: hash === '#/cart' ? 'cart' : 'results' };
}

/**
 * Switches between the views of index.html. Each has an element with `data-view` and a part
 * here: `show(view)` fills it, `refresh()` fills it again for another customer or language.
 */
export function createViews(parts) {
  let current = { name: undefined };
  let resultsTop = 0;

  function reveal(view) {
    if (current.name === 'results') resultsTop = window.scrollY;
    current = view;
    document.body.dataset.view = view.name;
    for (const element of document.querySelectorAll('[data-view]:not(body)')) {
      element.hidden = element.dataset.view !== view.name;
    }
    parts[view.name].show(view);
  }

  function follow() {
    const view = readView();
    if (view.name === current.name && view.id === current.id) return;
    const isFirst = current.name === undefined;
    reveal(view);
    if (isFirst) return;
    window.scrollTo(0, view.name === 'results' ? resultsTop : 0);
    // Whoever cannot see the page is told that it is another one.
    document.querySelector(`main[data-view="${view.name}"]`).focus({ preventScroll: true });
  }

  // A step of the history may change the search as well, and is no change of the fragment then.
  window.addEventListener('hashchange', follow);
  window.addEventListener('popstate', follow);
  document.querySelector('.skip').addEventListener('click', (event) => {
    event.preventDefault();
    document.querySelector(`main[data-view="${current.name}"]`).focus();
  });
  return {
    start: follow,
    refresh: () => parts[current.name].refresh(),
    isShown: (name) => current.name === name,
    /** Shows the results under whatever address they get. */
    showResults() {
      if (current.name === 'results') return;
      reveal({ name: 'results' });
      window.scrollTo(0, 0);
    },
  };
}
