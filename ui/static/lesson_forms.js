// The four forms in which something is answered (one, many, order, spot): each shows its options, tells what was chosen, and shows it checked.
// Texts of a lesson are only ever put in as text. Between lesson_state.js and lesson_player.js.
(() => {
  'use strict';
  let made = 0;
  const make = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith('on')) node.addEventListener(name.slice(2), value); else if (value !== false) node.setAttribute(name, value === true ? '' : value);
    }
    node.append(...children.filter(child => child || child === 0));
    return node;
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  const shuffled = list => {
    const mixed = [...list];
    for (let at = mixed.length - 1; at > 0; at--) {
      const other = Math.floor(Math.random() * (at + 1));
      [mixed[at], mixed[other]] = [mixed[other], mixed[at]];
    }
    return mixed;
  };
  const hidden = text => make('span', { class: 'hidden' }, text);

  // --- one and many: radio buttons and tick boxes
  const choice = (part, order, words) => {
    const name = `les-${++made}`, type = part.form === 'one' ? 'radio' : 'checkbox';
    const boxes = order.map(index => make('input', { type, name, value: index }));
    const labels = boxes.map((box, at) => make('label', { class: 'keuze' }, box, make('span', {}, part.options[order[at]].text)));
    return {
      node: make('fieldset', {}, make('legend', {}, part.prompt), ...labels),
      chosen: () => boxes.filter(box => box.checked).map(box => Number(box.value)),
      focus: () => boxes[0].focus(),
      checked: (chosen, sources) => make('ul', { class: 'nagekeken' }, ...order.map(index => {
        const option = part.options[index], picked = chosen.includes(index);
        const told = picked && option.right ? words.your_right : picked ? words.your_wrong : option.right ? (type === 'checkbox' ? words.missed : words.right_answer) : '';
        const look = picked ? (option.right ? 'goed' : 'fout') : option.right ? (type === 'checkbox' ? 'gemist' : 'goed') : 'rest';
        const line = make('li', { class: look }, sign(option.right, picked, look === 'gemist'), make('span', {}, option.text, told && make('strong', {}, ` (${told})`)));
        if (picked && !option.right) line.append(make('div', { class: 'waarom' }, option.why && make('p', {}, option.why), sources(option.sources)));
        return line;
      })),
    };
  };
  const sign = (right, picked, missed) => make('span', { class: 'teken', 'aria-hidden': 'true' }, missed ? '!' : right ? '✓' : picked ? '✗' : '');

  // --- order: a list whose steps go up and down
  const ordering = (part, order, words, say) => {
    const list = make('ol', { class: 'stappen' });
    const step = index => {
      const text = part.options[index].text, item = make('li', { 'data-index': index });
      const button = (by, label, arrow) => make('button', { type: 'button', 'data-by': by, 'aria-label': `${label}: ${text}`, onclick: () => move(item, by) }, make('span', { 'aria-hidden': 'true' }, arrow));
      item.append(make('span', {}, text), make('span', { class: 'pijlen' }, button(-1, words.up, '↑'), button(1, words.down, '↓')));
      return item;
    };
    const edges = () => [...list.children].forEach((item, at) => item.querySelectorAll('button').forEach(button =>
      button.setAttribute('aria-disabled', String(button.dataset.by === '-1' ? at === 0 : at === list.children.length - 1))));
    // The neighbour goes round the step, so that the button that was pressed keeps the focus.
    const move = (item, by) => {
      const neighbour = by < 0 ? item.previousElementSibling : item.nextElementSibling;
      if (!neighbour) return;
      if (by < 0) item.after(neighbour); else item.before(neighbour);
      edges();
      say(fill(words.moved, { step: item.firstChild.textContent, n: [...list.children].indexOf(item) + 1, total: list.children.length }));
    };
    list.append(...order.map(step));
    edges();
    return {
      node: make('fieldset', {}, make('legend', {}, part.prompt), make('p', { class: 'soft' }, words.order_hint), list),
      chosen: () => [...list.children].map(item => Number(item.dataset.index)),
      focus: () => list.querySelector('button').focus(),
      checked: chosen => make('div', {}, make('p', {}, make('strong', {}, words.right_order)), make('ol', { class: 'nagekeken' }, ...part.options.map((option, index) => {
        const place = chosen.indexOf(index), good = place === index;
        return make('li', { class: good ? 'goed' : 'fout' }, sign(good, true), make('span', {}, option.text, make('strong', {}, ` (${good ? words.your_right : fill(words.your_place, { n: place + 1 })})`)));
      }))),
    };
  };

  // --- spot: a text of which stretches can be pressed
  const spotting = (part, words) => {
    const stretches = part.options.map((option, index) => option.selectable
      ? make('button', { type: 'button', class: 'stuk', 'aria-pressed': 'false', 'data-index': index,
        onclick: event => { const at = event.currentTarget; at.setAttribute('aria-pressed', String(at.getAttribute('aria-pressed') !== 'true')); } }, option.text)
      : option.text);
    const text = make('p', { class: 'opdracht' }, ...stretches);
    const result = (option, picked) => {
      if (!option.selectable || !(picked || option.right)) return option.text;
      const told = picked && option.right ? words.your_right : picked ? words.your_wrong : words.missed;
      const missed = option.right && !picked;
      return make('span', { class: `stuk ${missed ? 'gemist' : option.right ? 'goed' : 'fout'}` }, sign(option.right, picked, missed), option.text, make('strong', {}, ` (${told})`));
    };
    return {
      node: make('fieldset', {}, make('legend', {}, part.prompt), make('p', { class: 'soft' }, words.spot_hint), text),
      chosen: () => [...text.querySelectorAll('[aria-pressed=true]')].map(button => Number(button.dataset.index)),
      focus: () => text.querySelector('button').focus(),
      checked: chosen => make('p', { class: 'opdracht nagekeken' }, ...part.options.map((option, index) => result(option, chosen.includes(index)))),
    };
  };

  // A part to answer: `node`, `chosen()` (indexes; empty when nothing is), `focus()`, `right(chosen)`, `checked(chosen, sources)`, `expected`.
  const form = (part, words, say) => {
    const order = part.options.map((_, index) => index);
    let mixed = part.shuffle || part.form === 'order' ? shuffled(order) : order;
    // Steps are never shown in the right order already.
    if (part.form === 'order' && mixed.every((index, at) => index === at)) mixed = [...order.slice(1), order[0]];
    const shown = part.form === 'order' ? ordering(part, mixed, words, say) : part.form === 'spot' ? spotting(part, words) : choice(part, mixed, words);
    const wanted = part.form === 'order' ? order : order.filter(index => part.options[index].right && part.options[index].selectable);
    const text = index => part.options[index].text;
    const right = chosen => chosen.length === wanted.length && (part.form === 'order' ? chosen.every((index, at) => text(index) === text(at)) : chosen.every(index => wanted.includes(index)));
    return { ...shown, right, text, expected: wanted.map(text) };
  };

  Object.assign(window.StandpuntLesson, { form, make, fill, hidden });
})();
