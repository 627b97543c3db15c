'use strict';

// Ladders on a page: the bytes of their arrows, and their times evenly spaced or to scale.
const ladders = (() => {
  const byId = id => document.getElementById(id);

  // --- the bytes of an arrow ---------------------------------------------------------------------------------------

  const make = (name, text, kind) => {
    const element = document.createElement(name);
    element.textContent = text;
    if (kind) element.className = kind;
    return element;
  };

  // Eight bytes a line: where they stand, as numbers, and as text where they are printable ASCII.
  const dump = bytes => {
    const lines = [];
    for (let at = 0; at < bytes.length; at += 8) {
      const row = [...bytes.subarray(at, at + 8)];
      const numbers = row.map(b => b.toString(16).toUpperCase().padStart(2, '0')).join(' ');
      const text = row.map(b => b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : '·').join('');
      lines.push(at.toString(16).toUpperCase().padStart(4, '0') + '  ' + numbers.padEnd(23) + '  ' + text);
    }
    return lines.join('\n');
  };

  const show = (rung, panel) => {
    for (const other of rung.parentNode.querySelectorAll('[aria-selected=true]')) other.setAttribute('aria-selected', 'false');
    rung.setAttribute('aria-selected', 'true');
    panel.replaceChildren(make('p', rung.getAttribute('aria-label'), 'which'));
    const payload = byId('b' + rung.dataset.b);
    if (!payload) {
      panel.append(make('p', rung.classList.contains('note') ? 'From the server\u2019s side.' : 'No bytes, or none that were kept.', 'quiet'));
      return;
    }

    const bytes = Uint8Array.from(atob(payload.dataset.bytes), c => c.charCodeAt(0));
    const text = make('pre', '', 'written');
    text.append(payload.content.cloneNode(true));
    panel.append(text, make('pre', dump(bytes), 'dump'));
    const more = payload.dataset.all - bytes.length;
    if (more > 0) panel.append(make('p', `The first ${bytes.length.toLocaleString('en')} of ${Number(payload.dataset.all).toLocaleString('en')} bytes.`, 'quiet'));
  };

  let panels = 0;
  const listen = wire => {
    const rungs = [...wire.querySelectorAll('[role=option]')];
    const panel = make('div', '', 'bytes');
    panel.id = 'bytes' + ++panels;
    panel.tabIndex = 0;
    panel.setAttribute('role', 'region');
    panel.setAttribute('aria-label', 'The bytes of the chosen line');
    panel.append(make('p', 'Point at a line, or go to it with the arrow keys, to see its bytes.', 'quiet'));
    wire.append(panel);

    // One stop for the Tab key; the arrow keys go on from there (ARIA Authoring Practices, listbox).
    const focus = rung => {
      for (const other of rungs) other.setAttribute('tabindex', other === rung ? '0' : '-1');
      rung.focus();
    };
    rungs.forEach((rung, i) => {
      rung.setAttribute('tabindex', i === 0 ? '0' : '-1');
      rung.setAttribute('aria-selected', 'false');
      rung.setAttribute('aria-controls', panel.id);
      rung.addEventListener('pointerenter', () => show(rung, panel));
      rung.addEventListener('focus', () => show(rung, panel));
      rung.addEventListener('click', () => focus(rung));
      rung.addEventListener('keydown', event => {
        const to = { ArrowDown: i + 1, ArrowUp: i - 1, Home: 0, End: rungs.length - 1 }[event.key];
        if (to === undefined) return;
        event.preventDefault();
        if (rungs[to]) focus(rungs[to]);
      });
    });
    // What was pointed at in passing gives way to what is in focus.
    wire.addEventListener('pointerleave', () => {
      const focused = rungs.find(rung => rung === document.activeElement);
      if (focused) show(focused, panel);
    });
  };

  // --- evenly spaced or to scale -------------------------------------------------------------------------------------

  const margin = 76;
  const space = (within, toScale) => {
    for (const ladder of within.querySelectorAll('.ladder svg')) {
      const height = Number(ladder.dataset.heights.split(' ')[toScale ? 1 : 0]);
      const width = ladder.dataset.width ??= ladder.getAttribute('width');
      const left = toScale ? margin : 0;
      ladder.classList.toggle('scaled', toScale);
      ladder.setAttribute('height', height);
      ladder.setAttribute('width', Number(width) + left);
      ladder.setAttribute('viewBox', `${-left} 0 ${Number(width) + left} ${height}`);
      for (const life of ladder.querySelectorAll('.life')) life.setAttribute('d', life.getAttribute('d').replace(/V\d+/g, `V${height - 4}`));
      for (const rung of ladder.querySelectorAll('.rung')) {
        const even = rung.dataset.even ??= rung.getAttribute('transform').match(/\d+(?=\))/)[0];
        rung.setAttribute('transform', `translate(0 ${toScale ? rung.dataset.y : even})`);
      }
    }
  };

  return {
    listen: within => {
      for (const wire of within.querySelectorAll('.wire')) listen(wire);
    },
    space,
  };
})();
