// A lesson in the player for the trainer who made it: nothing is kept and nothing is sent.
(() => {
  'use strict';
  const place = document.getElementById('les'), { site } = place.dataset;
  let kept = null;
  StandpuntLesson.start(place, JSON.parse(place.dataset.edition), JSON.parse(place.dataset.words), {
    store: { load: () => kept, save: text => { kept = text; } },
    link: source => `${site}/bronnen/${source.place.split('/').map(encodeURIComponent).join('/')}`,
  });
  place.dataset.ready = '';
})();
