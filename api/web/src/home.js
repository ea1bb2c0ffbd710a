// The rows of the start page: what everybody wants, what this visitor may want, what they saw.

const LEARNING_MS = 5000;
const FOR_EVERYBODY = new Set(['trending-items', 'popular-items']);

/** Somebody new gets what is popular: the row then says how it becomes their own. */
function forYouNote(hits) {
  const isNewcomer = hits.every(({ _recommendation }) => FOR_EVERYBODY.has(_recommendation?.model));
  return isNewcomer ? 'Open a few products, and this row follows you.' : 'From what you looked at.';
}

export const FOR_YOU = {
  name: 'for-you',
  title: 'Picked for you',
  model: 'recommended-for-you',
  note: forYouNote,
};

const WISHES = [
  { name: 'trending', title: 'Trending now', model: 'trending-items' },
  FOR_YOU,
  { name: 'seen', title: 'Seen lately', model: 'recently-viewed', mayRepeat: true },
];

/** The rows above the results, which InstantSearch fills, where nothing is searched for. */
export function createHome(showRows, onShow) {
  const container = document.querySelector('#home-rows');
  let waiting;

  async function refresh() {
    clearTimeout(waiting);
    if (!document.body.classList.contains('is-start')) return;
    // A new store is still learning.
    if ((await showRows(container, WISHES)) === 0) waiting = setTimeout(refresh, LEARNING_MS);
  }

  return {
    show() {
      onShow();
      refresh();
    },
    refresh,
  };
}
