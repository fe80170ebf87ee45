// What a SCORM 1.2 platform is told. After lesson_launch.js.
(() => {
  'use strict';
  const { tell, interactions, session, run } = StandpuntLaunch, { mastery, platform } = StandpuntPackage;
  const began = Date.now();

  // HHHH:MM:SS.SS
  const span = seconds => {
    const two = number => String(Math.floor(number)).padStart(2, '0');
    return `${String(Math.floor(seconds / 3600)).padStart(4, '0')}:${two(seconds / 60 % 60)}:${two(seconds % 60)}.${two(seconds * 100 % 100)}`;
  };

  run(() => {
    const lms = session('API', 'LMS', 'Finish');
    if (!lms) return lms;
    const store = { load: () => lms.get('cmi.suspend_data') || null, save: text => { lms.set('cmi.suspend_data', text); lms.commitSoon(); } };
    if (['browse', 'review'].includes(lms.get('cmi.core.lesson_mode'))) {
      tell(platform.review);
      return { store: { ...store, save: () => {} }, report: {}, end: lms.end, close: lms.close };
    }
    if (['not attempted', 'unknown', ''].includes(lms.get('cmi.core.lesson_status'))) lms.set('cmi.core.lesson_status', 'incomplete');
    // Also once the lesson is done: questions come back after some days, and with any other exit the platform may forget which.
    lms.set('cmi.core.exit', 'suspend');
    lms.before = () => lms.set('cmi.core.session_time', span((Date.now() - began) / 1000));
    lms.commit();

    // Interactions need not be kept by every platform; one that keeps them says so.
    const keeps = lms.get('cmi.interactions._children').includes('student_response');
    const answered = answer => {
      for (const part of keeps ? interactions(answer) : []) {
        const at = `cmi.interactions.${Number(lms.get('cmi.interactions._count')) || 0}`;
        const text = ids => (part.type === 'true-false' ? ids.join().slice(0, 1) : ids.join(part.type === 'other' ? ' ' : ',').slice(0, 255));
        lms.set(`${at}.id`, part.id);
        lms.set(`${at}.type`, part.type === 'other' ? 'fill-in' : part.type);
        lms.set(`${at}.time`, new Date().toTimeString().slice(0, 8));
        lms.set(`${at}.correct_responses.0.pattern`, text(part.expected));
        lms.set(`${at}.student_response`, text(part.chosen));
        lms.set(`${at}.result`, part.right ? 'correct' : 'wrong');
        lms.set(`${at}.latency`, span(answer.seconds));
      }
      lms.commitSoon();
    };
    const finished = ({ score, total }) => {
      const raw = Math.round(score * 100), needed = Number(lms.get('cmi.student_data.mastery_score') || mastery), passed = raw >= needed;
      // Who passed does not fail by doing the lesson again.
      if (total === 0) lms.set('cmi.core.lesson_status', 'completed');
      else if (passed || lms.get('cmi.core.lesson_status') !== 'passed') {
        const offers = lms.get('cmi.core.score._children');
        if (offers.includes('min')) lms.set('cmi.core.score.min', 0);
        if (offers.includes('max')) lms.set('cmi.core.score.max', 100);
        lms.set('cmi.core.score.raw', raw);
        lms.set('cmi.core.lesson_status', passed ? 'passed' : 'failed');
      }
      lms.commitSoon();
    };
    return { store, report: { answered, finished }, end: lms.end, close: lms.close };
  });
})();
