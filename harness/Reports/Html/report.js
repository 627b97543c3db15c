{
  const byId = id => document.getElementById(id);

  ladders.listen(document);
  for (const name of ['even', 'scale']) byId('time-' + name).addEventListener('change', () => ladders.space(document, name === 'scale'));

  // --- a link to a check opens it; who asks for the failures, or prints the page, has them open ------------------------

  const reveal = () => {
    let target;
    try {
      target = byId(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return; // not a place on this page
    }
    const details = target && target.classList.contains('check') && target.querySelector('details');
    if (details) details.open = true;
  };
  addEventListener('hashchange', reveal);
  reveal();
  const openFailures = () => {
    for (const details of document.querySelectorAll('.check.failed > details')) details.open = true;
  };
  byId('show-failed').addEventListener('change', openFailures);
  addEventListener('beforeprint', openFailures);

  // A browser keeps the switches over a reload, and not what they did.
  if (byId('time-scale').checked) ladders.space(document, true);
}
