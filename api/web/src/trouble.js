// What a shopper sees when the server does not answer.

/**
 * Wires the error panel of index.html: show() reveals it with a retry, hide() takes it away when
 * the same part of the page has recovered.
 */
export function setUpTrouble() {
  const panel = document.querySelector('#trouble');
  const button = panel.querySelector('button');
  let onRetry = () => {};
  let failed;
  button.addEventListener('click', () => onRetry());
  return {
    show(part, retry) {
      failed = part;
      onRetry = retry;
      panel.hidden = false;
      document.body.classList.add('has-trouble');
      panel.scrollIntoView({ block: 'center' });
    },
    hide(part) {
      if (part !== failed) return;
      panel.hidden = true;
      document.body.classList.remove('has-trouble');
    },
  };
}
