// What a learner has done, as pure functions: what is asked next, what comes back and when, and all of it as one short text.
// Start reading here; lesson_player.js, which needs this file before it, shows it. Both are on one global: StandpuntLesson.
(() => {
  'use strict';
  // Leitner's boxes: the longer a question goes right, the longer it stays away. After the last box it is known and comes no more.
  const DAYS = [1, 3, 7, 21], KNOWN = DAYS.length + 1;
  // How many other questions come before one that went wrong is put again, and how often it is put in one sitting at most.
  const BETWEEN = 2, MOST = 4;
  const LONGEST = 3800, STAGES = { i: 'intro', r: 'reading', t: 'tasks', u: 'result' };
  const FORM = /^1;([irtu]);([0-9a-z]{1,3});([0-9a-z]{1,5});((?:[0-9a-z]{5}[-01][0-5][0-9a-z]{3}\d)*);((?:[0-9a-z]{2})*)$/;

  const wide = (number, digits) => number.toString(36).padStart(digits, '0').slice(-digits);
  // Five characters that stand for the id of an exercise: 200 ids would not fit in what SCORM 1.2 keeps.
  const mark = id => {
    let hash = 2166136261;
    for (const char of id) hash = Math.imul(hash ^ char.codePointAt(0), 16777619) >>> 0;
    return wide(hash, 5);
  };
  const today = () => Math.floor((Date.now() - new Date().getTimezoneOffset() * 60000) / 86400000);
  const all = list => list.map((_, index) => index);

  // --- a state: stage, readings read, seconds, per task what happened (`entries`), and the tasks still to put (`queue`, by index)
  const blank = ids => ({
    stage: 'intro', read: 0, seconds: 0, queue: all(ids), entries: ids.map(id => ({ mark: mark(id), first: null, box: 0, due: 0, tries: 0 })),
  });

  const write = state => {
    const entries = state.entries.map(entry =>
      entry.mark + (entry.first === null ? '-' : Number(entry.first)) + entry.box + wide(entry.due, 3) + Math.min(entry.tries, 9));
    const head = [1, Object.keys(STAGES).find(key => STAGES[key] === state.stage), wide(state.read, 2), wide(state.seconds, 5)];
    return [...head, entries.join(''), state.queue.map(index => wide(index, 2)).join('')].join(';');
  };
  // The state in a text; null for what is not one.
  const parse = text => {
    const found = typeof text === 'string' && text.length <= LONGEST && FORM.exec(text);
    if (!found) return null;
    const entries = (found[4].match(/.{11}/g) || []).map(part => ({
      mark: part.slice(0, 5), first: part[5] === '-' ? null : part[5] === '1', box: Number(part[6]), due: parseInt(part.slice(7, 10), 36), tries: Number(part[10]),
    }));
    const queue = (found[5].match(/../g) || []).map(part => parseInt(part, 36)).filter(index => index < entries.length);
    return { stage: STAGES[found[1]], read: parseInt(found[2], 36), seconds: parseInt(found[3], 36), entries, queue };
  };
  // The state kept in `text` for the exercises `ids`; a new one for junk. What the lesson no longer has is forgotten, what is new is still to do.
  const read = (text, ids) => {
    const kept = parse(text), fresh = blank(ids);
    if (!kept) return fresh;
    const entries = fresh.entries.map(entry => kept.entries.find(other => other.mark === entry.mark) || entry);
    const queue = kept.queue.map(index => entries.indexOf(kept.entries[index])).filter(index => index >= 0);
    const left = all(entries).filter(index => entries[index].first === null && !queue.includes(index));
    const stage = kept.stage === 'result' && left.length ? 'tasks' : kept.stage;
    return { ...kept, stage, entries, queue: [...queue, ...left] };
  };

  // --- what happens
  const answered = (state, index, right, day) => {
    const before = state.entries[index], entry = { ...before, first: before.first === null ? right : before.first, tries: before.tries + 1 };
    // Only the first try of a sitting counts: what goes right after the answer was shown is not yet remembered.
    if (before.tries === 0 && (!right || before.due <= day)) {
      entry.box = right ? Math.min((before.box || 1) + 1, KNOWN) : 1;
      entry.due = entry.box === KNOWN ? 0 : day + DAYS[entry.box - 1];
    }
    const queue = state.queue.slice(1), entries = state.entries.map((old, at) => (at === index ? entry : old));
    const more = MOST - entry.tries - queue.filter(other => other === index).length;
    return { ...state, entries, queue: right || more < 1 ? queue : again(queue, index, more) };
  };
  // After a few others and, when it may be put `more` than once, also at the end.
  const again = (queue, index, more) => {
    const soon = [...queue.slice(0, BETWEEN), index, ...queue.slice(BETWEEN)];
    return more < 2 || soon[soon.length - 1] === index ? soon : [...soon, index];
  };
  const due = (state, day) => all(state.entries).filter(index => state.entries[index].box > 0 && state.entries[index].box < KNOWN && state.entries[index].due <= day);
  // What is due first, then whatever was still to do.
  const repeat = (state, day) => {
    const now = due(state, day);
    const entries = state.entries.map((entry, index) => (now.includes(index) ? { ...entry, tries: 0 } : entry));
    return { ...state, stage: 'tasks', entries, queue: [...now, ...state.queue.filter(index => !now.includes(index))] };
  };
  // Everything once more; when questions come back in days to come stays as it was.
  const restart = state => ({
    ...state, stage: 'reading', read: 0, seconds: 0, queue: all(state.entries), entries: state.entries.map(entry => ({ ...entry, first: null, tries: 0 })),
  });

  // --- what there is to tell
  const complete = state => state.entries.every(entry => entry.first !== null);
  const right = state => state.entries.filter(entry => entry.first).length;
  const share = (state, readings) => {
    const steps = readings + state.entries.length;
    return steps ? (Math.min(state.read, readings) + state.entries.filter(entry => entry.first !== null).length) / steps : 1;
  };
  // The first day after `day` on which something comes back, and how much; null when nothing does.
  const coming = (state, day) => {
    const days = state.entries.filter(entry => entry.box > 0 && entry.box < KNOWN && entry.due > day).map(entry => entry.due);
    const first = Math.min(...days);
    return days.length ? { day: first, count: days.filter(other => other === first).length } : null;
  };
  // Of a kept text, for a list of lessons; null when nothing was done.
  const summary = (text, day) => {
    const state = parse(text);
    return state && { stage: state.stage, total: state.entries.length, done: state.entries.filter(entry => entry.first !== null).length, right: right(state), due: due(state, day).length };
  };

  window.StandpuntLesson = { today, blank, read, write, answered, due, repeat, restart, complete, right, share, coming, summary };
})();
