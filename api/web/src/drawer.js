// On phones the filters slide in from the side; on wide screens they are a plain column.

const PHONE = window.matchMedia('(max-width: 899px)');

/** Wires the drawer to its buttons. The rest of the page cannot be reached while it is open. */
export function setUpDrawer() {
  const drawer = document.querySelector('#filters');
  const opener = document.querySelector('#open-filters');
  const backdrop = document.querySelector('#backdrop');
  const rest = [...document.querySelectorAll('[data-behind-drawer]')];

  function setOpen(isOpen) {
    document.body.classList.toggle('has-open-drawer', isOpen);
    opener.setAttribute('aria-expanded', String(isOpen));
    for (const element of rest) element.inert = isOpen;
    drawer.inert = PHONE.matches && !isOpen;
    if (isOpen) {
      drawer.setAttribute('role', 'dialog');
      drawer.setAttribute('aria-modal', 'true');
    } else {
      drawer.removeAttribute('role');
      drawer.removeAttribute('aria-modal');
    }
  }

  function close() {
    if (!document.body.classList.contains('has-open-drawer')) return;
    setOpen(false);
    opener.focus();
  }

  opener.addEventListener('click', () => {
    setOpen(true);
    drawer.querySelector('[data-close-filters]').focus();
  });
  for (const button of drawer.querySelectorAll('[data-close-filters]'))
    button.addEventListener('click', close);
  backdrop.addEventListener('click', close);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
  });
  PHONE.addEventListener('change', () => setOpen(false));
  setOpen(false);
}
