// Starts the lesson in a package for a learning platform. Start reading here; what a platform of one kind is told is in lesson_scorm12.js,
// lesson_scorm2004.js or lesson_xapi.js, one of which follows this file and calls StandpuntLaunch.run.
(() => {
  'use strict';
  const { edition, words, platform } = StandpuntPackage;
  const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

  // --- the page
  // What the learner must know of the platform; an empty text takes it away.
  const tell = text => {
    const place = document.getElementById('melding');
    if (place.textContent === text) return;
    const note = document.createElement('p');
    note.className = 'note';
    note.textContent = text;
    place.replaceChildren(...(text ? [note] : []));
  };

  // `connect` gives the ports of the platform, or null where there is none: {store, report, end(), close()}. `close` ends the session when the
  // learner asks for it and tells whether that was done; a platform for which that says nothing has none.
  const run = async connect => {
    const ports = await connect(), root = document.getElementById('les'), button = document.getElementById('sluiten');
    if (!ports && !document.getElementById('melding').textContent) tell(platform.alone);
    const { store, report, end, close } = ports || { store: { load: () => null, save: () => {} } };
    StandpuntLesson.start(root, edition, words, { store, report, link: source => (/^https?:\/\//.test(source.url) ? source.url : '') });
    if (!end) return;
    addEventListener('pagehide', end);
    // A page that the browser takes out of its memory has ended its session: it begins a new one.
    addEventListener('pageshow', event => { if (event.persisted) location.reload(); });
    button.hidden = !close;
    button.addEventListener('click', () => {
      if (!close()) return;
      root.replaceChildren();
      button.hidden = true;
      tell(platform.closed);
    });
  };

  // --- what was answered, as the standards count it: every part of an exercise is one interaction
  // {id, type, prompt, options: [{id, text}], chosen: [id], expected: [id], right} for each part; `type` is true-false, choice, sequencing or,
  // with more options than the standards have signs for, other.
  const interactions = answer => {
    const parts = edition.tasks.find(task => task.id === answer.id).parts, left = [...answer.chosen];
    return parts.map((part, at) => {
      const options = part.options.filter(option => option.selectable);
      const truth = part.form === 'one' && !part.shuffle && options.length === 2;
      const name = index => (truth ? String(index === 0) : options.length > LETTERS.length ? String(index + 1) : LETTERS[index]);
      const chosen = indexes(options, left.splice(0, part.form === 'one' ? 1 : left.length), part.form);
      const expected = options.map((_, index) => index).filter(index => part.form === 'order' || options[index].right);
      return {
        id: parts.length > 1 ? `${answer.id}.${at + 1}` : answer.id, prompt: part.prompt,
        type: truth ? 'true-false' : part.form === 'order' ? 'sequencing' : options.length > LETTERS.length ? 'other' : 'choice',
        options: options.map((option, index) => ({ id: name(index), text: option.text })),
        chosen: chosen.map(name), expected: expected.map(name),
        right: parts.length > 1 ? String(chosen) === String(expected) : answer.right,
      };
    });
  };
  // Which options the chosen texts are; the same text may be there twice.
  const indexes = (options, texts, form) => {
    const found = [];
    for (const text of texts) {
      const index = options.findIndex((option, at) => option.text === text && !found.includes(at));
      if (index >= 0) found.push(index);
    }
    return form === 'order' ? found : found.sort((a, b) => a - b);
  };

  // --- SCORM: the object that the platform put on one of the windows around this one, or around the window that opened this one
  const find = name => climb(window, name) || climb(opener, name) || climb(other(() => top.opener), name);
  const climb = (from, name) => {
    for (let at = from, steps = 0; at && steps < 100; at = at.parent === at ? null : at.parent, steps++) {
      const found = other(() => at[name]);
      if (found) return found;
    }
    return null;
  };
  // A window of another site refuses to be looked at.
  const other = look => { try { return look(); } catch { return null; } };

  // The session with that object, which never throws: what goes wrong is told on the page. Null when there is no object. `prefix` and `end` are
  // what SCORM 1.2 and 2004 name differently. Whoever uses it gives `before`, to be done just before each commit.
  const session = (name, prefix, end) => {
    const api = find(name);
    if (!api) return null;
    let commitFault = '', setFault = '', thrown = '', ended = false, soon = 0;
    const call = (verb, ...given) => {
      thrown = '';
      try { return String(api[prefix + verb](...given)); } catch (error) { thrown = error.message || String(error); return ''; }
    };
    // Why the last call went wrong, in the words of the platform.
    const fault = () => {
      const why = thrown, code = why ? '' : call('GetLastError'), text = why || call('GetErrorString', code) || code;
      return text && code !== '0' ? `${text.replace(/\.$/, '')}.` : platform.unknown;
    };
    const show = () => { const text = commitFault || setFault; tell(text && platform.fails.replace('{}', text)); };
    const lms = {
      before: () => {},
      get: element => call('GetValue', element),
      set: (element, value) => {
        const said = call('SetValue', element, String(value));
        if (said !== 'true') { setFault = fault(); show(); }
        return said === 'true';
      },
      commit: () => {
        clearTimeout(soon);
        if (ended) return;
        lms.before();
        const said = call('Commit', '');
        commitFault = said === 'true' ? '' : fault();
        show();
      },
      // After the player has said all it has to say.
      commitSoon: () => { clearTimeout(soon); soon = setTimeout(lms.commit, 0); },
      // Ends the session, once; by the standard the platform then keeps what it was told.
      end: () => {
        clearTimeout(soon);
        if (ended) return;
        lms.before();
        ended = true;
        call(end, '');
      },
      // Ends the session when the platform keeps everything; whether it does.
      close: () => {
        lms.commit();
        if (commitFault || setFault) return false;
        lms.end();
        return true;
      },
    };
    const begun = call('Initialize', '');
    if (begun !== 'true') { tell(platform.fails.replace('{}', fault())); return null; }
    addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') lms.commit(); });
    return lms;
  };

  window.StandpuntLaunch = { run, tell, interactions, session };
})();
