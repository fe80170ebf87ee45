// Asks the assistant and reads what it sends as it comes. The conversation (chat.js) and the lessons (lesson_page.js) both use it.
(() => {
  'use strict';
  const read = event => {
    const name = /^event: (.*)$/m.exec(event), data = /^data: (.*)$/m.exec(event);
    return name && data ? [name[1], JSON.parse(data[1])] : [];
  };
  // Calls show(name, value) for each event. Throws when the server refuses, and when it stops before it has answered.
  const ask = async (root, asked, signal, show) => {
    const response = await fetch(`${root}/ui/vraag`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(asked), signal });
    if (!response.ok) throw new Error(String(response.status));
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
        answered = answered || name === 'answer' || name === 'fault';
      }
    }
    if (!answered) throw new Error('cut off');
  };
  window.StandpuntAsk = ask;
})();
