// Shows a lesson: what it is about, what there is to read, the exercises one at a time, what comes back, and the result.
// A classic script without dependencies, for our own page and for packages; needs lesson_state.js and lesson_forms.js before it.
(() => {
  'use strict';
  const lesson = window.StandpuntLesson, { make, fill, hidden } = lesson;
  // Longer than this at one question is a pause, in seconds.
  const PAUSE = 600;
  const SAFE = /^(?:https?:\/\/|\/(?!\/)|\.\.?\/)/;

  // `edition` is what assistant/instruction/edition.py gives, `words` what ui/lesson_strings.py gives for its language; of `ports` all but `store`
  // may be missing: store {load, save}, report {answered, progressed, finished}, link(source), ask(question), extra(element, result).
  const start = (root, edition, words, ports) => {
    const report = ports.report || {}, ids = edition.tasks.map(task => task.id), total = ids.length;
    const state = { now: lesson.read(load(), ids) };
    const screen = make('div', { class: 'les-blad' }), said = make('p', { class: 'hidden', role: 'status' });
    let sitting = { asked: 0, right: 0 };

    function load() {
      try { return ports.store.load(); } catch { return null; }
    }
    const keep = next => {
      state.now = next;
      ports.store.save(lesson.write(next));
      if (report.progressed) report.progressed(lesson.share(next, edition.reading.length));
    };
    const say = text => { said.textContent = text; };
    const button = (text, act, main = false) => make('button', { type: 'button', class: main && 'main', onclick: act }, text);
    const count = (one, many, n) => (n === 1 ? one : fill(many, { n }));

    // --- sources, and what belongs to every part
    const source = number => {
      const cited = edition.sources.find(other => other.number === number), address = ports.link ? ports.link(cited) : '';
      const link = SAFE.test(address) && make('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, words.to_source, hidden(` ${words.new_tab}`));
      const facts = make('p', { class: 'soft' }, cited.reference, link && cited.reference && ' · ', link);
      const badge = make('span', { class: `badge ${/^[a-z]+$/.test(cited.status) ? cited.status : ''}` }, words.statuses[cited.status] || cited.status);
      return make('details', { class: 'bron' }, make('summary', {}, make('span', {}, cited.label), ' ', badge), make('blockquote', {}, cited.text), facts);
    };
    const sources = numbers => numbers.length > 0 && make('div', { class: 'bronnen-lijst' }, ...numbers.map(source));
    const stale = part => part.stale.map(label => make('p', { class: 'note' }, fill(words.stale, { source: label })));
    const ask = question => ports.ask && button(words.ask, () => ports.ask(question));

    // --- one screen at a time
    // Its heading gets the focus, but not when the page has just been opened.
    const show = children => {
      const opened = !screen.firstChild;
      screen.replaceChildren(...children.filter(Boolean));
      say('');
      if (opened) return;
      const heading = screen.querySelector('h2');
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      root.scrollIntoView({ block: 'start' });
    };
    const bar = (text, value, most) => make('div', { class: 'stand' },
      make('label', { for: 'les-voortgang' }, text), make('progress', { id: 'les-voortgang', max: most, value }));

    const intro = () => {
      const again = lesson.due(state.now, lesson.today()).length, begun = state.now.stage !== 'intro', finished = state.now.stage === 'result';
      const facts = [fill(words.minutes, { n: edition.minutes }), count(words.question_one, words.questions, total)];
      const go = () => { keep({ ...state.now, stage: edition.reading.length ? 'reading' : 'tasks' }); next(); };
      const repeat = () => { sitting = { asked: 0, right: 0 }; keep(lesson.repeat(state.now, lesson.today())); next(); };
      const choices = !begun ? [button(words.start, go, true)] : [
        again > 0 && button(count(words.repeat_one, words.repeat, again), repeat, true),
        !finished && button(words.resume, next, !again),
        finished && button(words.see_result, next),
        finished && button(words.restart, restart),
      ];
      show([
        make('h2', {}, begun ? words.welcome_back : words.about),
        make('p', { class: 'doel' }, edition.goal), make('p', { class: 'soft' }, facts.join(' · ')),
        again > 0 && make('p', {}, words.repeat_why),
        make('div', { class: 'knoppen' }, ...choices),
      ]);
    };
    const restart = () => { keep(lesson.restart(state.now)); sitting = { asked: 0, right: 0 }; next(); };

    const reading = () => {
      const at = Math.min(state.now.read, edition.reading.length - 1), part = edition.reading[at], last = at === edition.reading.length - 1;
      const to = read => { keep({ ...state.now, read, stage: read === edition.reading.length ? 'tasks' : 'reading' }); next(); };
      show([
        bar(fill(words.reading, { n: at + 1, total: edition.reading.length }), at + 1, edition.reading.length),
        make('h2', {}, part.title), ...stale(part), make('p', { class: 'leestekst' }, part.text),
        make('h3', {}, words.sources), sources(part.sources),
        make('div', { class: 'knoppen' }, button(last ? (total ? words.to_questions : words.to_result) : words.next, () => to(at + 1), true),
          at > 0 && button(words.previous, () => to(at - 1)), ask(part.title)),
      ]);
    };

    // --- an exercise: answered, then checked in the same place
    const exercise = () => {
      const index = state.now.queue[0], task = edition.tasks[index], fresh = state.now.entries[index].first === null, began = Date.now();
      const done = state.now.entries.filter(entry => entry.first !== null).length;
      const forms = task.parts.map(part => lesson.form(part, words, say));
      const fault = make('p', { class: 'fout-melding', role: 'alert' }), verdict = make('div', { class: 'oordeel', role: 'status', tabindex: '-1' });
      const body = make('form', { class: 'vraag', onsubmit: event => { event.preventDefault(); check(); } }, ...forms.map(form => form.node), fault,
        make('div', { class: 'knoppen' }, make('button', { type: 'submit', class: 'main' }, words.check), !fresh && lesson.complete(state.now) && button(words.skip, finish)));
      const check = () => {
        const chosen = forms.map(form => form.chosen()), missing = chosen.findIndex(list => !list.length);
        if (missing >= 0) { forms[missing].node.querySelector('legend').after(fault); fault.textContent = words.choose_first; forms[missing].focus(); return; }
        const right = forms.every((form, at) => form.right(chosen[at])), seconds = Math.round((Date.now() - began) / 1000);
        if (!fresh && !state.now.entries[index].tries) sitting = { asked: sitting.asked + 1, right: sitting.right + right };
        keep({ ...lesson.answered(state.now, index, right, lesson.today()), seconds: state.now.seconds + Math.min(seconds, PAUSE) });
        const texts = list => list.flatMap((numbers, at) => numbers.map(forms[at].text));
        if (report.answered) {
          report.answered({ id: task.id, kind: task.kind, question: task.question, right, first: fresh, chosen: texts(chosen), expected: forms.flatMap(form => form.expected), seconds });
        }
        body.replaceWith(...task.parts.map((part, at) => make('div', {}, make('p', { class: 'gevraagd' }, part.prompt), forms[at].checked(chosen[at], sources))));
        verdict.className = `oordeel ${right ? 'goed' : 'fout'}`;
        verdict.append(make('span', { class: 'teken', 'aria-hidden': 'true' }, right ? '✓' : '✗'), make('strong', {}, right ? words.right : words.wrong));
        if (!right && state.now.queue.includes(index)) verdict.append(make('span', {}, words.comes_back));
        verdict.after(after(task));
        verdict.focus();
        verdict.scrollIntoView({ block: 'nearest' });
      };
      show([
        lesson.complete(state.now) ? make('p', { class: 'stand' }, fill(words.repeating, { n: state.now.queue.length }))
          : bar(fresh ? fill(words.question, { n: done + 1, total }) : words.again, fresh ? done + 1 : done, total),
        make('h2', { class: 'vraagtekst' }, task.question), ...stale(task), body, verdict,
      ]);
    };
    const after = task => make('div', { class: 'uitleg' },
      make('h3', {}, words.why), make('p', {}, task.why), make('h3', {}, words.sources), sources(task.sources),
      make('div', { class: 'knoppen' }, button(state.now.queue.length ? words.next_question : words.to_result, next, true), ask(task.question)));

    // --- the result
    const finish = () => {
      keep({ ...state.now, stage: 'result', queue: [] });
      const right = lesson.right(state.now);
      if (report.finished) report.finished({ score: total ? right / total : 1, right, total, seconds: state.now.seconds });
      result();
    };
    const outcome = () => {
      const right = lesson.right(state.now);
      const items = edition.tasks.map((task, index) => ({ id: task.id, question: task.question, right: Boolean(state.now.entries[index].first), why: task.why, sources: task.sources }));
      return { score: total ? right / total : 1, right, total, seconds: state.now.seconds, items };
    };
    const result = () => {
      const found = outcome(), wrong = found.items.filter(item => !item.right), today = lesson.today(), later = lesson.coming(state.now, today);
      const day = number => new Date(number * 86400000).toLocaleDateString(edition.language, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
      const extra = make('div', { class: 'extra' }), percent = Math.round(found.score * 100);
      show([
        make('h2', {}, words.result),
        make('p', { class: 'invullen' }, `${words.name}: `, make('span', { class: 'lijn' })), make('p', { class: 'invullen' }, `${words.date}: ${day(today)}`),
        make('p', { class: 'score' }, total ? fill(words.score, { right: found.right, total, percent }) : words.done),
        extra,
        sitting.asked > 0 && make('p', {}, fill(words.repeated, { right: sitting.right, total: sitting.asked })),
        later && make('p', {}, fill(later.count === 1 ? words.coming_one : words.coming, { n: later.count, date: day(later.day) })),
        total > 0 && make('h3', {}, words.per_question),
        total > 0 && make('ol', { class: 'uitslag' }, ...found.items.map(item => make('li', { class: item.right ? 'goed' : 'fout' },
          make('span', { class: 'teken', 'aria-hidden': 'true' }, item.right ? '✓' : '✗'), make('span', {}, item.question, make('strong', {}, ` (${item.right ? words.at_once : words.not_at_once})`))))),
        wrong.length > 0 && make('h3', {}, words.read_again),
        ...wrong.map(item => make('div', { class: 'lees-nog-eens' }, make('p', {}, make('strong', {}, item.question)), make('p', {}, item.why), sources(item.sources))),
        edition.further.length > 0 && make('h3', {}, words.further), sources(edition.further),
        make('div', { class: 'knoppen' }, button(words.restart, restart)),
      ]);
      if (ports.extra) ports.extra(extra, found);
    };

    const next = () => {
      const { stage, queue } = state.now;
      if (stage === 'reading' && edition.reading.length) reading();
      else if (stage === 'result') result();
      else if (queue.length) exercise();
      else finish();
    };
    root.classList.add('les');
    root.replaceChildren(said, screen);
    // In the middle of a lesson it goes on where it was; what is due to come back is offered first.
    if (state.now.stage === 'intro' || lesson.due(state.now, lesson.today()).length) intro(); else next();
  };

  lesson.start = start;
})();
