// The conversation: asks, shows what comes in, keeps it in this browser only. All HTML that is inserted was made and escaped by the server.
(() => {
  const KEPT = 'standpuntwijzer.gesprek', FEW = 8, MOST = 50;
  const state = { turns: [], running: null };
  let chat, words, root;

  const $ = (selector, base = chat) => base.querySelector(selector);
  const say = text => { $('#stand').textContent = text; };
  const make = (tag, attributes = {}, text = '') => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    if (text) node.textContent = text;
    return node;
  };

  // --- what is kept, in this browser only
  const keep = () => {
    try { localStorage.setItem(KEPT, JSON.stringify(state.turns.filter(turn => !turn.held).slice(-MOST))); } catch { say(words.not_kept); }
  };
  const recall = () => {
    try { return JSON.parse(localStorage.getItem(KEPT)) || []; } catch { return []; }
  };

  // --- one turn on the page
  const frame = (turn, number) => {
    const article = make('article', { class: 'turn', 'data-turn': number, 'aria-labelledby': `vraag-${number}` });
    const heading = make('h2', { id: `vraag-${number}`, class: 'asked' }, turn.question);
    article.append(heading, make('div', { class: 'passages' }), make('p', { class: 'state soft' }), make('p', { class: 'draft', hidden: '' }), make('div', { class: 'answer' }));
    return article;
  };
  const tools = (turn, number) => {
    const row = make('div', { class: 'row tools' });
    for (const [name, label] of [['copy', words.copy], ['retry', words.retry], ['edit', words.edit]]) {
      row.append(make('button', { type: 'button', class: 'plain', 'data-tool': name, 'data-turn': number }, label));
    }
    if (turn.form) row.append(rate(number));
    return row;
  };
  const rate = number => {
    const box = make('details', { class: 'rate' });
    box.append(make('summary', {}, words.rate));
    const form = make('form', { class: 'feedback', 'data-turn': number });
    const useful = make('fieldset'); useful.append(make('legend', {}, words.useful));
    for (const [value, label] of [['ja', words.useful_yes], ['nee', words.useful_no]]) {
      const option = make('label', { class: 'choice' }); const input = make('input', { type: 'radio', name: 'useful', value, required: '' });
      option.append(input, ` ${label}`); useful.append(option);
    }
    const reason = make('label', {}, words.reason), select = make('select', { name: 'reason' });
    for (const [value, label] of Object.entries(words.reasons)) select.append(new Option(label, value));
    reason.append(select);
    const text = make('label', {}, words.remark), area = make('textarea', { name: 'text', rows: '2', maxlength: '1000' }); text.append(area);
    const consent = make('label', { class: 'choice' }), tick = make('input', { type: 'checkbox', name: 'consent', required: '' });
    consent.append(tick, ` ${words.consent}`);
    form.append(useful, reason, text, consent, make('button', { type: 'submit' }, words.send), make('p', { class: 'soft', role: 'status' }));
    box.append(form);
    return box;
  };
  const finish = (article, turn, number) => {
    $('.draft', article).hidden = true; $('.state', article).textContent = ''; $('.passages', article).replaceChildren();
    $('.answer', article).innerHTML = turn.html;
    article.append(tools(turn, number));
  };
  const stopped = (article, turn, number, text) => {
    $('.draft', article).hidden = true; $('.state', article).textContent = text;
    article.append(tools(turn, number));
  };

  // --- asking
  const asked = number => state.turns.slice(0, number - 1).filter(turn => turn.form).slice(-FEW).map(turn => turn.question);
  const chosen = () => ({
    on: $('#peildatum').value || null,
    documents: [...chat.querySelectorAll('[name=document]:checked')].map(box => box.value),
    literal_only: $('[name=vorm]:checked').value === 'letterlijk',
  });
  const started = on => { $('#begin').hidden = on; $('#beheer').hidden = !on; chat.classList.toggle('started', on); };
  const busy = on => { $('#stop').hidden = !on; $('#stel').disabled = on; chat.classList.toggle('busy', on); };

  const ask = async (question, options = chosen()) => {
    question = question.trim();
    if (!question) { $('#vraag').focus(); return; }
    const turn = { question, options }, number = state.turns.push(turn), article = frame(turn, number);
    started(true);
    $('#gesprek').append(article);
    $('#vraag').value = '';
    await run(turn, article, number, 'ask');
  };
  const run = async (turn, article, number, personal) => {
    if (state.running) state.running.abort();
    const abort = state.running = new AbortController();
    busy(true);
    $('.state', article).textContent = words.searching; say(words.searching);
    article.scrollIntoView({ block: 'start' });
    try {
      const asking = { question: turn.question, history: asked(number), turn: number, page: document.documentElement.lang, personal, ...turn.options };
      await StandpuntAsk(root, asking, abort.signal, (name, value) => show(name, value, article, turn, number));
    } catch (error) {
      const left = abort.signal.aborted;
      stopped(article, turn, number, left ? words.stopped : error.told || words.offline);
      say(left ? words.stopped : error.told || words.offline);
    } finally {
      if (state.running === abort) { state.running = null; busy(false); }
      keep();
    }
  };
  const show = (name, value, article, turn, number) => {
    const line = $('.state', article), draft = $('.draft', article);
    if (name === 'passages') { $('.passages', article).innerHTML = value.html; line.textContent = value.state; say(value.said); }
    else if (name === 'state') { line.textContent = value; say(value); }
    else if (name === 'delta') { draft.hidden = false; draft.textContent += value; line.textContent = words.drafting; }
    else if (name === 'answer') { turn.html = value.html; turn.form = value.form; finish(article, turn, number); say(words.ready); }
    else if (name === 'fault') { stopped(article, turn, number, value); say(value); }
    else if (name === 'personal') hold(value, article, turn, number);
  };
  // A question with personal data is not asked, and not kept, until the user has chosen.
  const hold = (value, article, turn, number) => {
    turn.held = true;
    $('.state', article).textContent = ''; say(value.said);
    StandpuntPersonal($('.answer', article), value, choice => {
      $('#vraag').focus();
      if (choice === 'edit') { $('#vraag').value = turn.question; article.remove(); return; }
      if (choice === 'remove') { turn.question = value.question; $('h2.asked', article).textContent = turn.question; }
      turn.held = false;
      run(turn, article, number, choice);
    });
  };

  // --- the source beside the answer
  let opener = null;
  const open = async link => {
    const panel = $('#bron'), inside = $('#bron-inhoud');
    opener = link; hint(null);
    inside.textContent = words.searching; panel.hidden = false; chat.classList.add('with-source');
    try {
      const response = await fetch(link.dataset.fragment + (link.dataset.fragment.includes('?') ? '&' : '?') + `taal=${document.documentElement.lang}`);
      if (!response.ok) throw new Error(String(response.status));
      inside.innerHTML = await response.text();
    } catch { location.href = link.href; return; }
    inside.focus();
    const spot = inside.querySelector('mark'); if (spot) spot.scrollIntoView({ block: 'center' });
  };
  const shut = () => {
    if ($('#bron').hidden) return;
    $('#bron').hidden = true; chat.classList.remove('with-source');
    if (opener) opener.focus();
  };
  const hint = link => {
    const box = $('#hint');
    const item = link && link.closest('article').querySelector(`.sources li[value="${link.dataset.marker}"]`);
    if (!item) { box.hidden = true; return; }
    box.replaceChildren(make('strong', {}, $('a', item).textContent), make('span', {}, ` ${$('.badge', item).textContent}`), make('p', {}, $('.sentence', item).textContent));
    box.hidden = false;
    const at = link.getBoundingClientRect(), wide = Math.min(420, innerWidth - 24);
    box.style.width = `${wide}px`;
    box.style.left = `${Math.max(12, Math.min(at.left, innerWidth - wide - 12))}px`;
    box.style.top = `${at.bottom + box.offsetHeight + 8 < innerHeight ? at.bottom + 6 : Math.max(8, at.top - box.offsetHeight - 6)}px`;
  };

  // --- copy, export, feedback
  const plain = form => {
    const list = form.citations.map(c => `[${c.marker}] ${c.label} (${c.status}): “${c.text}” ${c.url}`);
    return [form.question, '', form.text, ...form.notices.map(n => `\n${n}`), '', words.sources, ...list].join('\n');
  };
  const download = async kind => {
    const turns = state.turns.filter(turn => turn.form).map(turn => turn.form);
    if (!turns.length) { say(words.nothing); return; }
    const body = JSON.stringify({ language: document.documentElement.lang, turns });
    const response = await fetch(`${root}/export/${kind}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    if (!response.ok) { say(words.offline); return; }
    const name = /filename="?([^";]+)/.exec(response.headers.get('Content-Disposition') || ''), link = make('a');
    link.href = URL.createObjectURL(await response.blob());
    link.download = name ? name[1] : `standpuntwijzer.${kind}`;
    link.click(); setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    say(words.downloaded);
  };
  const feedback = async form => {
    const turn = state.turns[form.dataset.turn - 1], data = new FormData(form), told = $('[role=status]', form);
    const body = JSON.stringify({ useful: data.get('useful') === 'ja', reason: data.get('reason'), text: data.get('text'), consent: data.get('consent') === 'on', answer: turn.form });
    const response = await fetch(`${root}/ui/oordeel`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body }).catch(() => null);
    told.textContent = response && response.ok ? words.thanks : words.offline;
    if (response && response.ok) $('button', form).disabled = true;
  };
  const wipe = () => {
    if (state.running) state.running.abort();
    localStorage.removeItem(KEPT); state.turns = [];
    $('#gesprek').replaceChildren(); shut();
    started(false); say(words.wiped); $('#vraag').focus();
  };
  const use = async (name, number) => {
    const turn = state.turns[number - 1];
    if (name === 'retry') ask(turn.question, turn.options);
    if (name === 'edit') { $('#vraag').value = turn.question; $('#vraag').focus(); $('#vraag').scrollIntoView({ block: 'center' }); }
    if (name === 'copy') {
      try { await navigator.clipboard.writeText(turn.form ? plain(turn.form) : turn.question); say(words.copied); } catch { say(words.not_copied); }
    }
  };

  // --- wiring
  const listen = () => {
    $('#vraagformulier').addEventListener('submit', event => { event.preventDefault(); ask($('#vraag').value); });
    $('#vraag').addEventListener('keydown', event => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) { event.preventDefault(); ask($('#vraag').value); }
    });
    $('#stop').addEventListener('click', () => { if (state.running) state.running.abort(); });
    $('#wis').addEventListener('click', wipe);
    $('#afdrukken').addEventListener('click', () => print());
    $('#bron-dicht').addEventListener('click', shut);
    chat.addEventListener('click', event => {
      const found = event.target.closest('a[data-fragment], button[data-tool], button[data-export], .suggestion, .role');
      if (!found) return;
      if (found.matches('a[data-fragment]')) { if (event.ctrlKey || event.metaKey || event.shiftKey) return; event.preventDefault(); open(found); }
      else if (found.dataset.tool) use(found.dataset.tool, Number(found.dataset.turn));
      else if (found.dataset.export) download(found.dataset.export);
      else if (found.matches('.suggestion')) ask(found.textContent);
      else if (found.matches('.role')) {
        for (const button of chat.querySelectorAll('.role')) button.setAttribute('aria-pressed', String(button === found));
        for (const list of chat.querySelectorAll('.suggested')) list.hidden = list.dataset.role !== found.dataset.role;
      }
    });
    chat.addEventListener('submit', event => { if (event.target.matches('.feedback')) { event.preventDefault(); feedback(event.target); } });
    for (const [on, off] of [['mouseover', 'mouseout'], ['focusin', 'focusout']]) {
      chat.addEventListener(on, event => { const link = event.target.closest('a.mark'); if (link) hint(link); });
      chat.addEventListener(off, event => { if (event.target.closest('a.mark')) hint(null); });
    }
    addEventListener('keydown', event => { if (event.key === 'Escape') { hint(null); shut(); } });
    addEventListener('scroll', () => hint(null), { passive: true });
  };
  const restore = () => {
    state.turns = recall();
    state.turns.forEach((turn, place) => {
      const article = frame(turn, place + 1);
      $('#gesprek').append(article);
      if (turn.html) finish(article, turn, place + 1); else stopped(article, turn, place + 1, words.stopped);
    });
    started(state.turns.length > 0);
  };
  const begin = found => {
    chat = found; words = JSON.parse(chat.dataset.words); root = chat.dataset.root;
    document.documentElement.lang = chat.lang;
    listen(); restore();
    const wanted = new URLSearchParams(location.search).get('vraag');
    if (wanted) $('#vraag').value = wanted;
    document.getElementById('thema').setAttribute('aria-pressed', String(matchMedia('(prefers-color-scheme: dark)').matches));
    chat.dataset.ready = '';
  };
  // Beside Gradio's own container, so that neither its look nor its redrawing touches the conversation.
  const enter = async () => {
    if (document.getElementById('standpuntwijzer')) return;
    const place = make('div', { id: 'standpuntwijzer' });
    document.body.prepend(place);
    const address = new URL('../ui/gesprek' + location.search, document.querySelector('script[src$="/look/chat.js"]').src);
    try {
      place.innerHTML = await (await fetch(address)).text();
      begin(place.querySelector('#chat'));
    } catch { place.textContent = 'Standpuntwijzer is niet te bereiken. / Standpuntwijzer cannot be reached.'; }
  };
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', enter); else enter();
})();
