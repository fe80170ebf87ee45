// What a SCORM 2004 platform is told (4th edition). After lesson_launch.js.
(() => {
  'use strict';
  const { tell, interactions, session, run } = StandpuntLaunch, { edition, mastery, platform } = StandpuntPackage;
  const began = Date.now();
  // ISO 8601, in seconds with two decimals.
  const span = seconds => `PT${seconds.toFixed(2)}S`;

  run(() => {
    const lms = session('API_1484_11', '', 'Terminate');
    if (!lms) return lms;
    const store = { load: () => lms.get('cmi.suspend_data') || null, save: text => { lms.set('cmi.suspend_data', text); lms.commitSoon(); } };
    if (['browse', 'review'].includes(lms.get('cmi.mode'))) {
      tell(platform.review);
      return { store: { ...store, save: () => {} }, report: {}, end: lms.end, close: lms.close };
    }
    if (lms.get('cmi.completion_status') !== 'completed') lms.set('cmi.completion_status', 'incomplete');
    // Also once the lesson is done: questions come back after some days, and with any other exit the platform begins afresh.
    lms.set('cmi.exit', 'suspend');
    lms.before = () => lms.set('cmi.session_time', span((Date.now() - began) / 1000));
    lms.commit();

    const answered = answer => {
      for (const part of interactions(answer)) {
        const at = `cmi.interactions.${Number(lms.get('cmi.interactions._count')) || 0}`;
        const text = ids => ids.join(part.type === 'other' ? ' ' : '[,]');
        lms.set(`${at}.id`, part.id);
        lms.set(`${at}.type`, part.type);
        lms.set(`${at}.timestamp`, new Date().toISOString().replace(/\.\d+Z/, '.0Z'));
        lms.set(`${at}.correct_responses.0.pattern`, text(part.expected));
        lms.set(`${at}.learner_response`, text(part.chosen));
        lms.set(`${at}.result`, part.right ? 'correct' : 'incorrect');
        lms.set(`${at}.latency`, span(answer.seconds));
        lms.set(`${at}.description`, `{lang=${edition.language}}${`${answer.question} ${part.prompt}`.replace(/[{}\n]/g, ' ').slice(0, 250)}`);
      }
      lms.commitSoon();
    };
    const progressed = share => {
      const measure = Math.round(share * 10000) / 10000;
      if (measure > (Number(lms.get('cmi.progress_measure')) || 0)) lms.set('cmi.progress_measure', measure);
    };
    const finished = ({ score, total }) => {
      const raw = Math.round(score * 100), needed = Number(lms.get('cmi.scaled_passing_score') || mastery / 100), passed = raw / 100 >= needed;
      lms.set('cmi.completion_status', 'completed');
      lms.set('cmi.progress_measure', 1);
      // Who passed does not fail by doing the lesson again.
      if (total && (passed || lms.get('cmi.success_status') !== 'passed')) {
        lms.set('cmi.score.min', 0);
        lms.set('cmi.score.max', 100);
        lms.set('cmi.score.raw', raw);
        lms.set('cmi.score.scaled', raw / 100);
        lms.set('cmi.success_status', passed ? 'passed' : 'failed');
      }
      lms.commitSoon();
    };
    // A window that merely goes away asks for nothing: the platform then knows where the learner goes.
    const close = () => { lms.set('adl.nav.request', 'suspendAll'); return lms.close(); };
    return { store, report: { answered, progressed, finished }, end: lms.end, close };
  });
})();
