// Who is looking: a customer group, a currency. Both travel with every search as its price
// context, so that the server filters, sorts and counts by what this customer pays.

const GROUPS = {
  everyone: { lists: ['default'], quantity: 1 },
  vip: { lists: ['vip', 'default'], quantity: 1 },
  business: { lists: ['wholesale', 'default'], quantity: 10 },
};
const CURRENCIES = ['EUR', 'USD', 'GBP'];
const STORAGE_KEY = 'aisle-shopper';

const current = { group: 'everyone', currency: 'EUR' };
try {
  const stored = JSON.parse(window.localStorage.getItem(STORAGE_KEY) ?? '{}');
  if (Object.hasOwn(GROUPS, stored.group)) current.group = stored.group;
  if (CURRENCIES.includes(stored.currency)) current.currency = stored.currency;
} catch {
  // Storage may be forbidden; then the choice lasts as long as the page.
}

export const currency = () => current.currency;
export const group = () => current.group;

export function setShopper(change) {
  Object.assign(current, change);
  try {
    window.localStorage.setItem(STORAGE_KEY, JSON.stringify(current));
  } catch {
    // See above.
  }
}

/**
 * The price context of this customer.
 * @param {string} [location] the store that the customer shops at
 */
function priceContext(location) {
  const context = { ...GROUPS[current.group], currency: current.currency };
  return location ? { ...context, location } : context;
}

let chosenStore;

/** The store that the results are refined to, or undefined. */
export const store = () => chosenStore;
export function setStore(location) {
  chosenStore = location;
}

/** The price context outside of the results: at the chosen store, if there is one. */
export const currentContext = () => priceContext(chosenStore);

/** The store that a request is refined to, or undefined. */
function storeOf({ facetFilters = [] }) {
  const refinement = facetFilters.flat().find((filter) => filter.startsWith('location:'));
  return refinement?.slice('location:'.length);
}

/** A request of the search client with this customer's price context, unless it has its own. */
export function withShopper(request) {
  const params = request.params ?? {};
  return { ...request, params: { priceContext: priceContext(storeOf(params)), ...params } };
}
