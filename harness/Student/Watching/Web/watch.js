{
  const trust = window.trustedTypes?.createPolicy('kata', { createHTML: html => html }) ?? { createHTML: html => html };
  const byId = id => document.getElementById(id);
  const part = name => document.querySelector(`[data-part="${name}"]`);
  const isToScale = () => byId('time-scale').checked;

  // --- what has changed -----------------------------------------------------------------------------------------------

  const usable = place => [...place.querySelectorAll('a, button, summary, [tabindex]')];

  // Focus stays where it was: on the same place among those that can have it.
  const replace = (place, html) => {
    const focused = usable(place).indexOf(document.activeElement);
    place.innerHTML = trust.createHTML(html);
    // A ladder that still grows has no bytes to show yet.
    if (place.dataset.part !== 'live') ladders.listen(place);
    ladders.space(place, isToScale());
    if (focused < 0) return;
    const now = usable(place);
    (now[Math.min(focused, now.length - 1)] ?? byId('step')).focus({ preventScroll: true });
  };

  const show = changes => {
    for (const [name, html] of Object.entries(changes)) {
      if (name === 'tab') document.title = html;
      else if (part(name)) replace(part(name), html);
    }
  };

  const say = words => {
    const line = document.createElement('p');
    line.textContent = words;
    part('state').replaceChildren(line);
  };

  // A browser connects again by itself, and then gets all parts: what it missed does not matter. Another kata watch has another
  // address: after a while it is no longer worth waiting.
  const patience = 10_000;
  const elsewhere = 'The connection to kata watch is lost. If you started it again, open the address that it prints.';
  let waiting = 0;
  const connected = () => {
    clearTimeout(waiting);
    waiting = 0;
  };
  const events = new EventSource('events');
  events.addEventListener('open', connected);
  events.addEventListener('message', event => show(JSON.parse(event.data)));
  events.addEventListener('error', () => {
    if (events.readyState === EventSource.CLOSED) return say(elsewhere);
    if (waiting) return;
    say('The connection to kata watch is lost. Trying again …');
    waiting = setTimeout(() => say(elsewhere), patience);
  });
  events.addEventListener('end', () => {
    connected();
    events.close();
    say('kata watch has ended. Start it again, and open the address that it prints.');
    for (const button of document.querySelectorAll('[data-key]')) button.disabled = true;
  });

  // --- buttons and switches -------------------------------------------------------------------------------------------

  addEventListener('click', event => {
    const button = event.target.closest('[data-key]');
    if (!button) return;
    fetch('keys/' + button.dataset.key, { method: 'POST' })
      .then(answer => answer.ok || say('kata watch did not take that: open the address as it prints it, with the same host and port.'))
      .catch(() => say('The connection to kata watch is lost.'));
  });
  for (const name of ['even', 'scale']) byId('time-' + name).addEventListener('change', () => ladders.space(document, isToScale()));
}
