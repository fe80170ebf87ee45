// Around the player on our own page: what this browser keeps, the list of lessons, printing and saving a result, the group, and the assistant.
// The only HTML that is inserted is that of answers, which the server made and escaped.
(() => {
  'use strict';
  const KEPT = 'standpuntwijzer.les.', SENT = 'standpuntwijzer.groep.', ROLE = 'standpuntwijzer.rol';
  const $ = (selector, base = document) => base.querySelector(selector);
  const make = (tag, attributes = {}, text = '') => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.textContent = text;
    return node;
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  const say = text => { $('#stand').textContent = text; };

  // --- what this browser keeps; a browser may refuse
  const recall = key => { try { return localStorage.getItem(key); } catch { return null; } };
  const keep = (key, text) => { try { localStorage.setItem(key, text); return true; } catch { return false; } };
  const wipe = starts => {
    try { Object.keys(localStorage).filter(key => starts.some(start => key.startsWith(start))).forEach(key => localStorage.removeItem(key)); } catch { /* nothing was kept */ }
  };

  // --- the list: goes to the lessons of who was chosen before, and shows how far each is
  const list = (place, said) => {
    const { audience } = place.dataset, before = recall(ROLE);
    if (!audience && /^[a-z]+$/.test(before || '')) { location.replace(`?voor=${before}`); return; }
    if (audience) keep(ROLE, audience);
    const show = () => {
      for (const item of place.querySelectorAll('[data-lesson]')) {
        const found = StandpuntLesson.summary(recall(`${KEPT}${item.dataset.lesson}.${audience}`), StandpuntLesson.today());
        const begun = found && found.stage !== 'intro', due = $('.herhalen', item);
        $('.voortgang', item).hidden = !begun;
        if (!begun) continue;
        $('.gedaan', item).textContent = fill(found.stage === 'result' ? said.finished : found.done ? said.begun : said.reading, found);
        due.hidden = !found.due;
        due.textContent = found.due === 1 ? said.due_one : fill(said.due, { n: found.due });
      }
    };
    $('#wis').addEventListener('click', () => { wipe([KEPT, SENT, ROLE]); show(); $('.bewaard details').open = false; $('.bewaard summary').focus(); say(said.wiped); });
    show();
  };

  // --- the lesson
  const lesson = (place, said) => {
    const { root, audience, group, chosen } = place.dataset, edition = JSON.parse(place.dataset.edition), words = JSON.parse(place.dataset.words);
    const before = recall(ROLE), others = [...document.querySelectorAll('.voor a')].find(link => new URL(link.href).searchParams.get('voor') === before);
    if (!chosen && others) { location.replace(others.href); return; }
    const key = `${KEPT}${edition.id}.${audience}`;
    const ports = {
      store: { load: () => recall(key), save: text => { if (!keep(key, text)) say(said.not_kept); } },
      link: source => `${root}/bronnen/${source.place.split('/').map(encodeURIComponent).join('/')}`,
      ask: assistant(root, said),
      extra: (element, result) => {
        if (group && result.total) element.append(...sending(root, group, said, result));
        element.append(button(said.print, () => print()), button(said.save, () => save(edition, words, said, result)));
      },
    };
    StandpuntLesson.start(place, edition, words, ports);
    $('#wis').addEventListener('click', () => {
      wipe([key]);
      StandpuntLesson.start(place, edition, words, ports);
      $('.bewaard details').open = false; $('.bewaard summary').focus(); say(said.wiped);
    });
    place.dataset.ready = '';
  };
  const button = (text, act) => { const made = make('button', { type: 'button' }, text); made.addEventListener('click', act); return made; };

  // --- the result as a page of its own, made here: nothing of it goes to the server
  const save = (edition, words, said, result) => {
    const page = document.implementation.createHTMLDocument(`${words.result}: ${edition.title}`), listed = page.createElement('ol');
    page.documentElement.lang = edition.language;
    page.head.prepend(Object.assign(page.createElement('meta'), { content: 'text/html; charset=utf-8', httpEquiv: 'Content-Type' }));
    const add = (tag, text, to = page.body) => { const node = page.createElement(tag); node.textContent = text; to.append(node); };
    add('h1', edition.title);
    add('p', `${words.name}: ______________________________`);
    add('p', `${words.date}: ${new Date().toLocaleDateString(edition.language, { day: 'numeric', month: 'long', year: 'numeric' })}`);
    add('p', fill(words.score, { right: result.right, total: result.total, percent: Math.round(result.score * 100) }));
    for (const item of result.items) add('li', `${item.question} (${item.right ? words.at_once : words.not_at_once})`, listed);
    page.body.append(listed);
    const link = make('a', { download: `${said.file}-${edition.id}.html` });
    link.href = URL.createObjectURL(new Blob([`<!doctype html>\n${page.documentElement.outerHTML}`], { type: 'text/html' }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  // --- the group: only after a press of the button, and once from one browser
  const sending = (root, code, said, result) => {
    const told = make('p', { role: 'status' }), key = SENT + code;
    if (recall(key)) { told.textContent = said.sent_before; return [told]; }
    const send = button(said.send_result, async () => {
      send.disabled = true;
      const outcomes = Object.fromEntries(result.items.map(item => [item.id, item.right]));
      const response = await fetch(`${root}/lessen/uitslag`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ code, outcomes }) }).catch(() => null);
      if (response && response.ok) { keep(key, '1'); send.remove(); told.textContent = said.sent; return; }
      send.disabled = false;
      told.textContent = response && response.status === 404 ? said.group_closed : said.not_sent;
    });
    send.className = 'main';
    return [send, told];
  };

  // --- the assistant, in a window over the lesson
  const assistant = (root, said) => {
    const box = $('#assistent'), field = $('#vraag'), line = $('.state', box), draft = $('.draft', box), passages = $('.passages', box), answer = $('.answer', box);
    let running = null;
    const clear = () => { passages.replaceChildren(); answer.replaceChildren(); draft.hidden = true; draft.textContent = ''; line.textContent = ''; };
    const show = (name, value) => {
      if (name === 'passages') { passages.innerHTML = value.html; line.textContent = value.state || value.said; }
      else if (name === 'state') line.textContent = value;
      else if (name === 'delta') { draft.hidden = false; draft.textContent += value; line.textContent = said.drafting; }
      else if (name === 'answer') { clear(); answer.innerHTML = value.html; answer.querySelectorAll('a').forEach(away); line.textContent = said.ready; }
      else if (name === 'fault') { clear(); line.textContent = value; }
      else if (name === 'personal') { clear(); line.textContent = value.said; StandpuntPersonal(answer, value, choice => choose(choice, value)); }
    };
    // The lesson stays where it is.
    const away = link => { link.target = '_blank'; link.rel = 'noopener noreferrer'; };
    const stop = () => { if (running) running.abort(); };
    const choose = (choice, value) => {
      clear(); field.focus();
      if (choice === 'remove') field.value = value.question;
      if (choice !== 'edit') send(choice);
    };
    const send = async (personal = 'ask') => {
      const question = field.value.trim(), mine = new AbortController();
      if (!question) { field.focus(); return; }
      stop();
      running = mine; clear();
      line.textContent = said.searching; $('#stop').hidden = false;
      try {
        await StandpuntAsk(root, { question, page: document.documentElement.lang, personal }, mine.signal, (name, value) => { if (running === mine) show(name, value); });
      } catch (error) {
        if (running === mine) line.textContent = mine.signal.aborted ? said.stopped : error.told || said.offline;
      } finally {
        if (running === mine) { running = null; $('#stop').hidden = true; }
      }
    };
    $('#assistent-vraag').addEventListener('submit', event => { event.preventDefault(); send(); });
    $('#stop').addEventListener('click', stop);
    $('#assistent-dicht').addEventListener('click', () => box.close());
    box.addEventListener('close', stop);
    return question => { clear(); field.value = question; box.showModal(); field.focus(); };
  };

  addEventListener('DOMContentLoaded', () => {
    const place = $('#les') || $('#lessen'), said = JSON.parse(place.dataset.said);
    if (place.id === 'les') lesson(place, said); else list(place, said);
  });
})();
