import { colorOf } from './colors.js';
import { capitalized, formatCount, formatPrice } from './format.js';
import { language, localized } from './language.js';
import { cardPrice, colorsOf } from './offers.js';
import { drawProduct } from './picture.js';
import { productAddress } from './views.js';

const MAX_DOTS = 5;

/** Stars for 0 to 5, with the figure for those who do not see them. */
export function starsTemplate(rating, html) {
  const share = `${Math.max(0, Math.min(5, rating)) * 20}%`;
  return html`<span class="stars" role="img" aria-label="${rating} out of 5 stars">
    <span class="stars__filled" style="width: ${share}"></span>
  </span>`;
}

function badgeTemplate(hit, price, html) {
  if (price.was) {
    const percent = Math.round((1 - price.amount / price.was) * 100);
    return html`<span class="badge">−${percent} %</span>`;
  }
  return hit.on_sale ? html`<span class="badge">Sale</span>` : '';
}

function priceTemplate(price, html) {
  if (price.amount === undefined) return html`<p class="price">Price on request</p>`;
  return html`<p class="price">
    <span class="price__now ${price.was ? 'price__now--sale' : ''}">
      ${price.isFrom ? html`<span class="price__from">from </span>` : ''}${formatPrice(price.amount)}
    </span>
    ${price.was ? html`<s class="price__was"><span class="visually-hidden">was </span>${formatPrice(price.was)}</s>` : ''}
  </p>`;
}

function dotsTemplate(colors, html) {
  if (colors.length < 2) return '';
  const label = `${colors.length} colours: ${colors.join(', ')}`;
  return html`<p class="dots" role="img" aria-label="${label}" title="${label}">
    ${colors.slice(0, MAX_DOTS).map((name) => html`<span class="dot" style="background: ${colorOf(name)}"></span>`)}
    ${colors.length > MAX_DOTS ? html`<span class="dots__more">+${colors.length - MAX_DOTS}</span>` : ''}
  </p>`;
}

/**
 * One hit as a card. Highlight and Snippet escape the record's text themselves; hits without
 * highlights need no components.
 */
export function cardTemplate(hit, { html, components }) {
  const name = localized(hit, 'name');
  const description = localized(hit, 'description');
  const price = cardPrice(hit);
  const colors = colorsOf(hit);
  const shownColor = hit._variant?.color ?? colors[0];
  const picture = { __html: drawProduct(hit, shownColor) };
  // A record that gained a language lately may lack its highlight: plain text then.
  const title = hit._highlightResult?.[name]
    ? components.Highlight({ hit, attribute: name, highlightedTagName: 'mark' })
    : hit[name];
  const snippet = hit._snippetResult?.[description]
    ? components.Snippet({ hit, attribute: description, highlightedTagName: 'mark' })
    : '';
  return html`<article class="card">
    <div class="card__picture">
      <div dangerouslySetInnerHTML=${picture}></div>
      ${badgeTemplate(hit, price, html)}
    </div>
    <div class="card__body">
      <p class="card__brand">${hit.brand}</p>
      <h3 class="card__name" lang=${language()}>
        <a
          class="card__open"
          href=${productAddress(hit.objectID)}
          data-product=${hit.objectID}
          data-query=${hit.__queryID}
          data-position=${hit.__position}
        >
          ${title}
        </a>
      </h3>
      <p class="card__text" lang=${language()}>${snippet}</p>
      <div class="card__facts">
        ${
          hit.rating_average === undefined
            ? ''
            : html`${starsTemplate(hit.rating_average, html)}<span class="card__reviews"
                  >(${formatCount(hit.num_reviews ?? 0)}<span class="visually-hidden"> reviews</span
                  >)</span
                >`
        }
        ${dotsTemplate(colors.map(capitalized), html)}
      </div>
      ${priceTemplate(price, html)}
      ${hit.free_shipping ? html`<p class="card__shipping">Free shipping</p>` : ''}
    </div>
  </article>`;
}
