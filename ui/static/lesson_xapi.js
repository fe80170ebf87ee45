// What a Learning Record Store (LRS) is told in xAPI 1.0.3. After lesson_launch.js.
// Where it is and who learns is in the address of the page, as Tin Can packages are started: endpoint, auth, actor, registration.
(() => {
  'use strict';
  const { tell, interactions, run } = StandpuntLaunch, { edition, mastery, base, platform } = StandpuntPackage;
  const VERBS = {
    initialized: 'begon', answered: 'beantwoordde', progressed: 'vorderde', completed: 'voltooide', passed: 'slaagde', failed: 'zakte',
  };
  // Milliseconds: before what failed is sent again, at first and at most, and how long an answer may take. Characters that a page that goes
  // away may still send; browsers allow 65,536 bytes.
  const PAUSE = 1000, LONGEST_PAUSE = 60000, PATIENCE = 15000, LAST = 15000;

  const launched = new URLSearchParams(location.search), UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
  const first = value => (Array.isArray(value) ? value[0] : value);
  // The learner as an agent with one way to tell who it is; null when the platform did not say. Older platforms put everything in lists.
  const agent = text => {
    let given;
    try { given = JSON.parse(text); } catch { return null; }
    if (!given || typeof given !== 'object') return null;
    const name = first(given.name), account = first(given.account), agent = { objectType: 'Agent', ...(typeof name === 'string' && { name }) };
    if (account) {
      const [homePage, name] = [account.homePage || account.accountServiceHomePage, account.name || account.accountName];
      return homePage && name ? { ...agent, account: { homePage, name } } : null;
    }
    const key = ['mbox', 'mbox_sha1sum', 'openid'].find(each => first(given[each]));
    return key ? { ...agent, [key]: first(given[key]) } : null;
  };
  const actor = agent(launched.get('actor'));
  const registration = UUID.test(launched.get('registration') || '') ? launched.get('registration') : null;
  const endpoint = /^https?:\/\//.test(launched.get('endpoint') || '') ? launched.get('endpoint').replace(/\/?$/, '/') : null;

  // --- statements
  const uuid = () => '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, digit =>
    (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16));
  const said = text => ({ [edition.language]: text });
  const activity = (path, type, definition) => ({ objectType: 'Activity', id: base + edition.id + path, definition: { type: `http://adlnet.gov/expapi/activities/${type}`, ...definition } });
  const lesson = activity('', 'lesson', { name: said(edition.title), description: said(edition.goal) });
  const statement = (verb, object, result, parent) => ({
    id: uuid(), actor, verb: { id: `http://adlnet.gov/expapi/verbs/${verb}`, display: { nl: VERBS[verb], en: verb } }, object, ...(result && { result }),
    context: {
      ...(registration && { registration }), revision: String(edition.version), platform: 'Standpuntwijzer', language: edition.language,
      contextActivities: { ...(parent && { parent: [parent] }), grouping: [lesson] },
    },
    timestamp: new Date().toISOString(),
  });
  const span = seconds => `PT${seconds.toFixed(2)}S`;

  // An exercise is one statement; one of two parts is a statement for the whole and one for each part.
  const ofAnswer = answer => {
    const parts = interactions(answer), alone = parts.length === 1;
    const whole = activity(`/${answer.id}`, 'cmi.interaction', {
      name: said(answer.question), description: said(alone ? parts[0].prompt : answer.question),
      ...(alone ? pattern(parts[0]) : { interactionType: 'other', correctResponsesPattern: [answer.expected.join('; ')] }),
    });
    const response = part => part.chosen.join(part.type === 'other' ? ' ' : '[,]');
    const duration = span(answer.seconds);
    return [
      statement('answered', whole, { success: answer.right, response: alone ? response(parts[0]) : answer.chosen.join('; '), duration }, lesson),
      ...(alone ? [] : parts.map((part, at) => statement('answered',
        activity(`/${answer.id}/${at + 1}`, 'cmi.interaction', { name: said(part.prompt), description: said(`${answer.question} ${part.prompt}`), ...pattern(part) }),
        { success: part.right, response: response(part), duration }, { objectType: 'Activity', id: whole.id }))),
    ];
  };
  const pattern = part => {
    const list = part.options.map(option => ({ id: option.id, description: said(option.text) }));
    return {
      interactionType: part.type, correctResponsesPattern: [part.expected.join(part.type === 'other' ? ' ' : '[,]')],
      ...(['choice', 'sequencing'].includes(part.type) && { choices: list }),
    };
  };

  // --- sending: in order, again and again until the store has it. What waits is kept for this tab, so that it outlives a reload.
  const KEPT = `standpuntwijzer ${base}${edition.id} ${registration} ${launched.get('actor')}`;
  const restored = () => { try { return JSON.parse(sessionStorage.getItem(KEPT)) || []; } catch { return []; } };
  const keep = () => { try { sessionStorage.setItem(KEPT, JSON.stringify(waiting)); } catch { /* A browser that keeps nothing: what waits is lost with the tab. */ } };
  const waiting = restored();
  // The progress that is not with the store yet; null when it is.
  let unsaved = null, busy = false, pause = PAUSE, refused = false, note = '';

  const headers = { 'X-Experience-API-Version': '1.0.3', ...(launched.get('auth') && { Authorization: launched.get('auth') }) };
  const where = (resource, query) => endpoint + resource + (endpoint.includes('?') ? '&' : '?') + new URLSearchParams(query);
  const state = () => where('activities/state', { activityId: lesson.id, agent: JSON.stringify(actor), stateId: 'voortgang', ...(registration && { registration }) });
  // The reply of the store; null when there is none in time.
  const ask = async (address, options = {}) => {
    try {
      const reply = await fetch(address, { ...options, headers: { ...headers, ...options.headers }, credentials: 'omit', cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) });
      return { status: reply.status, ok: reply.ok, text: await reply.text() };
    } catch { return null; }
  };
  const json = (method, value) => ({ method, body: JSON.stringify(value), headers: { 'Content-Type': 'application/json' } });
  const plain = text => ({ method: 'PUT', body: text, headers: { 'Content-Type': 'text/plain' } });
  // Whether there is no use in sending it again: it is there (409: with this id already), or it will never be taken.
  const settled = reply => reply && (reply.ok || [400, 409, 413].includes(reply.status));

  const send = async () => {
    if (busy) return;
    busy = true;
    while (waiting.length || unsaved !== null) {
      const text = unsaved, statement = waiting[0];
      const reply = statement ? await ask(where('statements', { statementId: statement.id }), json('PUT', statement)) : await ask(state(), plain(text));
      if (!settled(reply)) {
        tell(platform.waiting);
        await new Promise(later => setTimeout(later, pause));
        pause = Math.min(pause * 2, LONGEST_PAUSE);
        continue;
      }
      pause = PAUSE;
      if (statement) { waiting.shift(); keep(); } else if (unsaved === text) unsaved = null;
      refused ||= [400, 413].includes(reply.status);
      tell(refused ? platform.refused : note);
    }
    busy = false;
  };
  const push = (...statements) => { waiting.push(...statements); keep(); send(); };
  // As much as fits in what a page that goes away may send. The store may get it twice and counts it once: the ids are the same.
  const flush = () => {
    const last = [...waiting];
    while (JSON.stringify(last).length > LAST) last.pop();
    if (last.length) ask(where('statements', {}).replace(/[?&]$/, ''), { ...json('POST', last), keepalive: true });
    if (unsaved !== null) ask(state(), { ...plain(unsaved), keepalive: true });
  };

  // The progress that the store has; undefined when it cannot be read.
  const load = async () => {
    for (let tries = 1; ; tries++) {
      const reply = await ask(state());
      if (reply && (reply.ok || reply.status === 404)) return reply.ok && reply.text ? reply.text : null;
      if (tries === 3) return undefined;
      await new Promise(later => setTimeout(later, PAUSE));
    }
  };

  run(async () => {
    if (!endpoint) return null;
    if (!actor) { note = platform.nobody; tell(note); return { store: { load: () => null, save: () => {} } }; }
    const kept = await load();
    // Progress that cannot be read is not written over.
    if (kept === undefined) { note = platform.no_state; tell(note); }
    push(statement('initialized', lesson));
    let reached = 0;
    return {
      store: { load: () => kept || null, save: text => { if (kept !== undefined) { unsaved = text; send(); } } },
      report: {
        answered: answer => push(...ofAnswer(answer)),
        // In steps of a tenth.
        progressed: share => {
          const tenths = Math.floor(share * 10 + 1e-9);
          if (tenths <= reached) return;
          reached = tenths;
          push(statement('progressed', lesson, { extensions: { 'https://w3id.org/xapi/cmi5/result/extensions/progress': tenths * 10 } }));
        },
        finished: ({ score, right, total, seconds }) => {
          const percent = Math.round(score * 100), passed = percent >= mastery;
          const result = { completion: true, duration: span(seconds), ...(total && { score: { scaled: percent / 100, raw: right, min: 0, max: total } }) };
          push(statement('completed', lesson, result));
          if (total) push(statement(passed ? 'passed' : 'failed', lesson, { ...result, success: passed }));
        },
      },
      end: flush,
    };
  });
})();
