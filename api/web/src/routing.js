import history from 'instantsearch.js/es/lib/routers/history';

// Refinements in the address, in words a shopper can read and send on:
// /?q=lamp&category=Furniture,Lighting&brand=Norrvik&price=20:80&sort=price_asc

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

/** The routing option of InstantSearch for the main index. */
export function createRouting(storefront) {
  const { indexName } = storefront;
  return {
    router: history({ writeDelay: 300, cleanUrlOnDispose: false }),
    stateMapping: {
      stateToRoute: (ui) => stateToRoute(indexName, ui[indexName] ?? {}),
      routeToState: (route) => ({ [indexName]: compact(routeToState(storefront, route)) }),
    },
  };
}
