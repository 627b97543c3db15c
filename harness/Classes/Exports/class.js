'use strict';
{
  // --- names that can be hidden: each student has one alias, in no order of names ---------------------------------------
  const aliases = new Map();
  for (const who of document.querySelectorAll('.who')) {
    if (!aliases.has(who.textContent)) aliases.set(who.textContent, null);
  }
  const shuffled = [...aliases.keys()];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]];
  }
  shuffled.forEach((name, i) => aliases.set(name, 'Student ' + (i + 1)));
  for (const who of document.querySelectorAll('.who')) who.dataset.alias = aliases.get(who.textContent);

  // What is read aloud or found by searching is hidden too.
  const names = new Map([...document.querySelectorAll('.who')].map(who => [who, who.textContent]));
  const labels = new Map([...document.querySelectorAll('#matrix td a')].map(link => [link, link.getAttribute('aria-label')]));
  const hide = hidden => {
    for (const [who, name] of names) who.textContent = hidden ? '' : name;
    for (const [link, label] of labels) link.setAttribute('aria-label', hidden ? label.slice(label.indexOf(', ') + 2) : label);
  };
  const switches = { shown: document.getElementById('names-shown'), hidden: document.getElementById('names-hidden') };
  for (const one of Object.values(switches)) one.addEventListener('change', () => hide(switches.hidden.checked));
  if (switches.hidden.checked) hide(true);

  // --- sorting -----------------------------------------------------------------------------------------------------------
  const matrix = document.getElementById('matrix');
  const heads = [...matrix.tHead.rows[0].cells];
  heads.forEach((head, column) => head.querySelector('button').addEventListener('click', () => {
    const up = head.getAttribute('aria-sort') !== 'ascending';
    for (const other of heads) other.setAttribute('aria-sort', 'none');
    head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
    const value = row => {
      const cell = row.cells[column];
      return cell.dataset.v === undefined ? cell.textContent.trim() : Number(cell.dataset.v);
    };
    const rows = [...matrix.tBodies[0].rows];
    rows.sort((one, other) => {
      const [a, b] = [value(one), value(other)];
      const order = typeof a === 'number' ? a - b : a.localeCompare(b);
      return up ? order : -order;
    });
    matrix.tBodies[0].append(...rows);
  }));

  // --- a link to a failure opens it ---------------------------------------------------------------------------------------
  const reveal = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target && target.tagName === 'DETAILS') {
      target.open = true;
      target.scrollIntoView();
    }
  };
  addEventListener('hashchange', reveal);
  reveal();
}
