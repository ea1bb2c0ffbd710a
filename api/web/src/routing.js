// Refinements in the address, in words a shopper can read and send on:
// /?q=lamp&category=Furniture&category=Lighting&brand=Norrvik&price=20:80&sort=price_asc

const LEVEL0 = 'hierarchicalCategories.lvl0';

/** The address without the members that say nothing. */
function compact(route) {
  return Object.fromEntries(
    Object.entries(route).filter(
      ([, value]) => value !== undefined && value !== '' && value.length !== 0,
    ),
  );
}

const asArray = (value) => (value === undefined ? undefined : [value].flat());

/** The members of the address for a state of the main index; none on the start page. */
export function stateToRoute(indexName, state) {
  return compact({
    q: state.query,
    category: state.hierarchicalMenu?.[LEVEL0],
    brand: state.refinementList?.brand,
    color: state.refinementList?.color,
    size: state.refinementList?.size,
    price: state.range?.price,
    store: state.menu?.location,
    rating: state.ratingMenu?.rating,
    shipping: state.toggle?.free_shipping ? 'free' : undefined,
    sale: state.toggle?.on_sale ? 'yes' : undefined,
    sort: state.sortBy?.slice(indexName.length + 1),
    page: state.page,
  });
}

function routeToState({ indexName, replicas = [] }, route) {
  const sorted = `${indexName}_${route.sort}`;
  return {
    query: route.q,
    hierarchicalMenu: route.category && { [LEVEL0]: asArray(route.category) },
    refinementList: compact({
      brand: asArray(route.brand),
      color: asArray(route.color),
      size: asArray(route.size),
    }),
    range: route.price && { price: route.price },
    menu: route.store && { location: route.store },
    ratingMenu: route.rating && { rating: Number(route.rating) },
    toggle: compact({
      free_shipping: route.shipping === 'free' ? true : undefined,
      on_sale: route.sale === 'yes' ? true : undefined,
    }),
    // An index that does not exist would be an error, not an empty page.
    sortBy: replicas.includes(sorted) ? sorted : undefined,
    page: route.page && Number(route.page),
  };
}

/** `q=lamp&brand=Norrvik`, with a member for each of several values. */
export function queryOf(route) {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(route)) {
    for (const value of [values].flat()) query.append(name, value);
  }
  return query.toString().replaceAll('%3A', ':');
}

function addressOf(route, hash) {
  const { origin, pathname } = window.location;
  const query = queryOf(route);
  return `${origin}${pathname}${query && `?${query}`}${hash}`;
}

function routeOf(search) {
  const query = new URLSearchParams(search);
  const names = [...new Set(query.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = query.getAll(name);
      return [name, values.length > 1 ? values : values[0]];
    }),
  );
}

// Typing a word is one step of the history, not one for each letter.
const WRITE_MS = 300;

/**
 * A router of InstantSearch beside which the fragment of the address may have an owner of its
 * own (see views.js): another fragment is a step of the history, another search drops it. The
 * router that comes with InstantSearch takes every step for one of its own.
 */
class AddressRouter {
  $$type = 'aisle.address';
  #waiting;
  #timer;
  #onStep;

  read() {
    return routeOf(window.location.search);
  }

  createURL(route) {
    const { search, hash } = window.location;
    const isSame = queryOf(route) === queryOf(routeOf(search));
    return addressOf(route, isSame ? hash : '');
  }

  /** Corrects the present address, and keeps its fragment. */
  replace(route) {
    this.#forget();
    window.history.replaceState(null, '', addressOf(route, window.location.hash));
  }

  write(route) {
    this.#forget();
    this.#waiting = route;
    this.#timer = setTimeout(() => this.settle(), WRITE_MS);
  }

  /** Writes what waits to be written. */
  settle() {
    if (this.#waiting === undefined) return;
    const address = this.createURL(this.#waiting);
    this.#forget();
    if (address !== window.location.href) window.history.pushState(null, '', address);
  }

  onUpdate(callback) {
    this.#onStep = () => {
      this.#forget();
      callback(this.read());
    };
    window.addEventListener('popstate', this.#onStep);
  }

  dispose() {
    this.#forget();
    window.removeEventListener('popstate', this.#onStep);
  }

  #forget() {
    clearTimeout(this.#timer);
    this.#waiting = undefined;
  }
}

/** The routing option of InstantSearch for the main index. */
export function createRouting(storefront) {
  const { indexName } = storefront;
  return {
    router: new AddressRouter(),
    stateMapping: {
      stateToRoute: (ui) => stateToRoute(indexName, ui[indexName] ?? {}),
      routeToState: (route) => ({ [indexName]: compact(routeToState(storefront, route)) }),
    },
  };
}
