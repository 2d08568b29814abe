// Keeps the wallboard as the stream of the queues tells it. What is drawn here stands on the page already; without the
// stream, the page says that it is an old picture.
(() => {
  "use strict";
  const board = document.querySelector("[data-wall]");
  if (!board) return;
  const lost = document.getElementById("wall-lost");
  const lang = document.documentElement.lang;
  const count = new Intl.NumberFormat(lang);
  const percent = new Intl.NumberFormat(lang, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
  // The picture that was told last, and when it came.
  let queues = [];
  let came = 0;

  const duration = (seconds) => {
    if (seconds === null) return "–";
    const whole = Math.round(seconds);
    const two = (number) => String(number).padStart(2, "0");
    const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
    return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
  };

  const write = (tile, field, text) => {
    const place = tile.querySelector(`[data-field="${field}"]`);
    if (place && place.textContent !== text) place.textContent = text;
  };

  const draw = () => {
    const passed = (performance.now() - came) / 1000;
    for (const queue of queues) {
      const tile = board.querySelector(`[data-queue="${CSS.escape(queue.queue)}"]`);
      // A queue that is new has no tile: the page is drawn anew with it.
      if (!tile) return location.reload();
      const longest = queue.longest_wait_seconds === null ? null : queue.longest_wait_seconds + passed;
      const late = longest !== null && longest > queue.service_level_seconds;
      const today = queue.today;
      write(tile, "waiting", count.format(queue.waiting));
      write(tile, "longest", duration(longest));
      write(tile, "ready", count.format(queue.agents.ready));
      write(tile, "talking", count.format(queue.talking));
      write(tile, "paused", count.format(queue.agents.paused));
      write(tile, "service_level", today.service_level === null ? "–" : percent.format(today.service_level));
      write(tile, "answered", count.format(today.answered));
      write(tile, "joined", count.format(today.joined));
      write(tile, "lost", count.format(today.abandoned + today.short_abandoned));
      tile.classList.toggle("late", late);
      tile.querySelector('[data-field="late"]').hidden = !late;
    }
  };

  const source = new EventSource(board.dataset.wall);
  source.addEventListener("message", (event) => {
    queues = JSON.parse(event.data).queues;
    came = performance.now();
    lost.hidden = true;
    draw();
  });
  source.addEventListener("error", () => {
    lost.hidden = false;
    // The session has ended, or the service has: the page leads to the login, or says that nothing answers.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 15000);
  });
  setInterval(() => lost.hidden && draw(), 1000);
})();
