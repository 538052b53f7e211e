/* global Element, document, location, mpegts, setInterval, setTimeout, URLSearchParams */
'use strict';

const retryMs = 1000;
/** Further behind than this, the player jumps to the live edge. */
const maxBehindS = 1.5;
/** Enough for the unevenness of a busy machine. */
const targetBehindS = 0.4;
const streamName = new URLSearchParams(location.search).get('stream') ?? 'live';
const streamUrl = new URL(`/live/${encodeURIComponent(streamName)}.flv`, location.href).href;

const video = document.getElementById('video');
const sound = document.getElementById('sound');
const pause = document.getElementById('pause');
const fullscreen = document.getElementById('fullscreen');
const status = document.getElementById('status');
const latency = document.getElementById('latency');
let player = null;

function say(text) {
  if (status.value !== text) status.value = text;
}

function connect() {
  player = mpegts.createPlayer(
    { type: 'flv', isLive: true, url: streamUrl },
    {
      enableWorker: false,
      enableStashBuffer: false,
      lazyLoad: false,
      liveBufferLatencyChasing: true,
      liveBufferLatencyMaxLatency: maxBehindS,
      liveBufferLatencyMinRemain: targetBehindS,
      // In between it plays a little faster, which nobody hears.
      liveSync: true,
      liveSyncMaxLatency: 2 * targetBehindS,
      liveSyncTargetLatency: targetBehindS,
      liveSyncPlaybackRate: 1.05,
      autoCleanupSourceBuffer: true,
    },
  );
  player.on(mpegts.Events.ERROR, reconnect);
  player.on(mpegts.Events.LOADING_COMPLETE, reconnect);
  player.attachMediaElement(video);
  player.load();
  // Where even muted playing wants a gesture, the pause button starts it.
  player.play().catch(() => setPaused(true));
}

/** The publisher is away, or this viewer was too slow: tries again until there is a stream. */
function reconnect() {
  if (player === null) return;
  const old = player;
  player = null;
  say('Waiting for the stream …');
  latency.value = '';
  // Not from inside one of the player's own events.
  setTimeout(() => old.destroy());
  setTimeout(connect, retryMs);
}

function behindS() {
  const { buffered } = video;
  return buffered.length === 0 ? 0 : buffered.end(buffered.length - 1) - video.currentTime;
}

function setPaused(isPaused) {
  if (isPaused) {
    video.pause();
  } else {
    if (video.buffered.length > 0) video.currentTime += Math.max(0, behindS() - targetBehindS);
    video.play().catch(() => undefined);
  }
  pause.textContent = isPaused ? 'Go on, live' : 'Pause';
  pause.setAttribute('aria-pressed', String(isPaused));
}

function toggleSound() {
  video.muted = !video.muted;
  sound.textContent = video.muted ? 'Turn sound on' : 'Turn sound off';
  sound.setAttribute('aria-pressed', String(!video.muted));
}

function toggleFullscreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else video.requestFullscreen().catch(() => undefined);
}

const keys = {
  m: toggleSound,
  f: toggleFullscreen,
  ' ': () => setPaused(!video.paused),
};

document.addEventListener('keydown', (event) => {
  const isButton = event.target instanceof Element && event.target.closest('button') !== null;
  const action = keys[event.key.toLowerCase()];
  if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
  // A focused button takes the space bar itself.
  if (event.key === ' ' && isButton) return;
  event.preventDefault();
  action();
});
sound.addEventListener('click', toggleSound);
pause.addEventListener('click', () => setPaused(!video.paused));
fullscreen.addEventListener('click', toggleFullscreen);
video.addEventListener('playing', () => say('Live'));
video.addEventListener('waiting', () => say('Buffering …'));
setInterval(() => {
  if (player !== null && video.readyState >= 2) {
    latency.value = `${behindS().toFixed(1)} s behind live`;
  }
}, 500);

connect();
