// The one script of report.html, allowed by its hash: it narrows a section down, folds stories, and copies commands.
// It only adds to the page: what it hides is hidden from the screen and never from paper, and a link to it shows it again.

/** How many stories are open at first; without the script all are. */
export const UNFOLDED = 3;

export const FILTER_SCRIPT = `
for (const form of document.querySelectorAll('form.filters')) {
  const section = form.closest('section');
  const items = [...section.querySelectorAll('[data-item]')];
  const groups = [...section.querySelectorAll('[data-group]')];
  const choices = [...form.querySelectorAll('select')];
  const output = form.querySelector('output');
  const fits = (item) => choices.every(({ name, value }) => value === '' || item.dataset[name].split('\\n').includes(value));
  const show = () => {
    const shown = items.filter(fits);
    for (const item of items) item.classList.toggle('off', !shown.includes(item));
    for (const group of groups) group.classList.toggle('off', !shown.some((item) => group.contains(item)));
    output.textContent = shown.length + ' of ' + items.length + ' ' + output.dataset.what + ' shown';
  };
  const showAll = () => {
    for (const choice of choices) choice.value = '';
    show();
  };
  form.addEventListener('change', show);
  form.querySelector('button').addEventListener('click', showAll);
  document.addEventListener('click', ({ target }) => {
    const link = target.closest('a[href^="#"]');
    const to = link && document.getElementById(link.getAttribute('href').slice(1));
    if (to && section.contains(to) && to.closest('.off')) showAll();
  });
  form.hidden = false;
  show();
}

const view = document.defaultView;
const folds = [...document.querySelectorAll('details.fold')];
const unfold = (id) => {
  const to = id && document.getElementById(id);
  for (const fold of to ? to.querySelectorAll('details.fold') : []) fold.open = true;
};
for (const fold of folds.slice(${UNFOLDED})) fold.open = false;
const unfoldLinked = () => unfold(view.location.hash.slice(1));
unfoldLinked();
view.addEventListener('hashchange', unfoldLinked);
view.addEventListener('beforeprint', () => {
  for (const fold of folds) fold.open = true;
});

for (const code of document.querySelectorAll('code.command')) {
  const button = document.createElement('button');
  const said = document.createElement('span');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = 'Copy';
  button.setAttribute('aria-label', 'Copy the command');
  said.setAttribute('role', 'status');
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      said.textContent = 'copied';
    } catch {
      getSelection().selectAllChildren(code);
      said.textContent = 'selected, ready to be copied by hand';
    }
  });
  code.after(button, said);
}
`;
