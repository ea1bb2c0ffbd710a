import { html } from 'htm/preact';
import { render } from 'preact';

import { cardTemplate } from './card.js';
import { visitor } from './insights.js';
import { currentContext, store } from './shopper.js';

// Rows of recommended products. A row is a wish: a model of the recommend endpoint, what it is
// about, and what the row is called.

const MAX_SHOWN = 12;
const FEW = 5; // fit into the width of the page

function requestFor(indexName, { model, ids = [], fallback }) {
  const filters = store() ? { facetFilters: [`location:${store()}`] } : {};
  const shape = { priceContext: currentContext(), attributesToHighlight: [] };
  return {
    indexName,
    model,
    threshold: 0,
    // Rows below leave out what rows above show.
    maxRecommendations: 2 * MAX_SHOWN,
    ...(ids.length === 1 ? { objectID: ids[0] } : {}),
    ...(ids.length > 1 ? { objectIDs: ids } : {}),
    queryParameters: { ...shape, ...filters, clickAnalytics: true, userToken: visitor() },
    ...(fallback ? { fallbackParameters: { ...shape, ...filters, ...fallback } } : {}),
  };
}

/** What each row shows: no product twice on a page, except where it is a row's whole point. */
function share(wishes, results) {
  const seen = new Set();
  return wishes.map((wish, i) => {
    const { hits, queryID } = results[i];
    const isNew = ({ objectID }) => wish.mayRepeat || !seen.has(objectID);
    const fresh = hits.filter(isNew).slice(0, MAX_SHOWN);
    for (const { objectID } of fresh) seen.add(objectID);
    const placed = fresh.map((hit) => ({
      ...hit,
      __queryID: queryID,
      __position: hits.indexOf(hit) + 1,
    }));
    return { ...wish, hits: placed };
  });
}

function scrollBy(event, direction) {
  const list = event.currentTarget.closest('.row').querySelector('.row__list');
  list.scrollBy({ left: direction * list.clientWidth * 0.9, behavior: 'smooth' });
}

function arrow(label, direction, path) {
  return html`<button
    type="button"
    class="icon-button"
    aria-label=${label}
    onClick=${(event) => scrollBy(event, direction)}
  >
    <svg viewBox="0 0 24 24" aria-hidden="true"><path d=${path} /></svg>
  </button>`;
}

function arrowsTemplate(title) {
  return html`<div class="row__arrows">
    ${arrow(`Back in ${title}`, -1, 'm14.5 6-6 6 6 6')}
    ${arrow(`Further in ${title}`, 1, 'm9.5 6 6 6-6 6')}
  </div>`;
}

function rowTemplate({ name, title, note, hits }) {
  if (hits.length === 0) return '';
  return html`<section class="row" key=${name} data-row=${name} aria-label=${title}>
    <div class="row__head">
      <h2>${title}</h2>
      ${note ? html`<p>${note(hits)}</p>` : ''} ${hits.length > FEW ? arrowsTemplate(title) : ''}
    </div>
    <ul class="row__list">
      ${hits.map((hit) => html`<li key=${hit.objectID}>${cardTemplate(hit, { html })}</li>`)}
    </ul>
  </section>`;
}

/** What fills elements with rows, from the recommend endpoint. */
export function createRows(client, { indexName }) {
  const latest = new WeakMap();

  /**
   * Asks for all rows at once and shows those that have something to show.
   * @param {Element} container
   * @param {object[]} wishes `{ name, title, note?, model, ids?, fallback?, mayRepeat? }` each
   * @returns {Promise<number>} how many that are
   */
  return async function showRows(container, wishes) {
    const turn = {};
    latest.set(container, turn);
    const requests = wishes.map((wish) => requestFor(indexName, wish));
    let rows = [];
    if (requests.length > 0) {
      // The client keeps answers; an event may have changed this one.
      await client.clearCache();
      try {
        const { results } = await client.getRecommendations({ requests });
        rows = share(wishes, results);
      } catch {
        return container.children.length; // the page works without; what was shown before stays
      }
    }
    if (latest.get(container) === turn) render(html`${rows.map(rowTemplate)}`, container);
    return container.children.length;
  };
}
