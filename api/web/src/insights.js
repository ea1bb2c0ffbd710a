// What visitors do, sent as events through the official search-insights. A visitor is a token
// that this browser keeps.

import aa from 'search-insights';

import { currency } from './shopper.js';

/** An event is sent in the background, and counts soon after. */
export const EVENT_MS = 800;

const STORAGE_KEY = 'aisle-visitor';
const TOKEN = /^anonymous-[0-9a-f]{32}$/;

function newToken() {
  const bytes = window.crypto.getRandomValues(new Uint8Array(16));
  return `anonymous-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function loadToken() {
  try {
    const stored = window.localStorage.getItem(STORAGE_KEY);
    if (stored && TOKEN.test(stored)) return stored;
    const token = newToken();
    window.localStorage.setItem(STORAGE_KEY, token);
    return token;
  } catch {
    // Storage may be forbidden; then a visit ends with the page.
    return newToken();
  }
}

const token = loadToken();

/** Who events and recommendations are about. */
export const visitor = () => token;

/** What an event says of a bought or chosen article. */
const objectData = ({ price, quantity, queryID }) => ({
  quantity,
  ...(price === undefined ? {} : { price }),
  ...(queryID ? { queryID } : {}),
});

/**
 * Sends events about the products of an index.
 * @param {object} storefront what fetchStorefront() gave
 * @param {() => void} onSent called after each event
 */
export function createInsights({ applicationId, searchApiKey, indexName }, onSent) {
  aa('init', {
    appId: applicationId,
    apiKey: searchApiKey,
    host: window.location.origin,
    userToken: token,
  });

  function send(method, event) {
    aa(method, { index: indexName, ...event });
    onSent();
  }

  function sendArticles(method, eventName, articles) {
    send(method, {
      eventName,
      objectIDs: articles.map(({ id }) => id),
      objectData: articles.map(objectData),
      currency: currency(),
    });
  }

  return {
    /** The visitor looks at a product's page. */
    viewed(id) {
      send('viewedObjectIDs', { eventName: 'Product Viewed', objectIDs: [id] });
    },
    /** The visitor picked a product from a list that has a queryID and places, or from another. */
    clicked(id, { queryID, position }) {
      const event = { eventName: 'Product Clicked', objectIDs: [id] };
      if (queryID && position > 0)
        send('clickedObjectIDsAfterSearch', { ...event, queryID, positions: [position] });
      else send('clickedObjectIDs', event);
    },
    /** @param {{id: string, price?: number, quantity: number, queryID?: string}} article */
    addedToCart(article) {
      sendArticles('addedToCartObjectIDs', 'Product Added To Cart', [article]);
    },
    /** @param {object[]} articles as those of addedToCart */
    purchased(articles) {
      const most = 20; // of one event
      for (let i = 0; i < articles.length; i += most) {
        sendArticles('purchasedObjectIDs', 'Products Purchased', articles.slice(i, i + most));
      }
    },
  };
}
