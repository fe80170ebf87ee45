// Asks the assistant and reads what it sends as it comes. The conversation (chat.js) and the lessons (lesson_page.js) both use it.
(() => {
  'use strict';
  const read = event => {
    const name = /^event: (.*)$/m.exec(event), data = /^data: (.*)$/m.exec(event);
    return name && data ? [name[1], JSON.parse(data[1])] : [];
  };
  // What the server says of a refusal: not signed in any more, or too often.
  const told = async response => {
    try { const { error } = await response.json(); return document.documentElement.lang === 'en' ? error.message_en : error.message; } catch { return ''; }
  };
  // Calls show(name, value) for each event. Throws when the server refuses (with what it said as ``told``), and when it stops before it has answered.
  const ask = async (root, asked, signal, show) => {
    const response = await fetch(`${root}/ui/vraag`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(asked), signal });
    if (!response.ok) throw Object.assign(new Error(String(response.status)), { told: await told(response) });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let held = '', answered = false;
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      held += value;
      const events = held.split('\n\n'); held = events.pop();
      for (const [name, data] of events.map(read)) {
        if (!name) continue;
        show(name, data);
        answered = answered || ['answer', 'fault', 'personal'].includes(name);
      }
    }
    if (!answered) throw new Error('cut off');
  };
  // Shows that a question holds personal data and was not asked; calls choose('remove' | 'keep' | 'edit') once. The server made and escaped it.
  const personal = (place, value, choose) => {
    place.innerHTML = value.html;
    const notice = place.firstElementChild;
    notice.addEventListener('click', event => {
      const button = event.target.closest('[data-personal]');
      if (button) { place.replaceChildren(); choose(button.dataset.personal); }
    });
    notice.focus();
  };
  window.StandpuntAsk = ask;
  window.StandpuntPersonal = personal;
})();
