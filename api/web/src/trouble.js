// What a shopper sees when the server does not answer.

/** Wires the error panel of index.html: show() reveals it with a retry, hide() takes it away. */
export function setUpTrouble() {
  const panel = document.querySelector('#trouble');
  const button = panel.querySelector('button');
  let onRetry = () => {};
  button.addEventListener('click', () => onRetry());
  return {
    show(retry) {
      onRetry = retry;
      panel.hidden = false;
      document.body.classList.add('has-trouble');
    },
    hide() {
      panel.hidden = true;
      document.body.classList.remove('has-trouble');
    },
  };
}
