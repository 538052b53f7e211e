import { assertNever } from '#shared/lib/assert-never.ts';
import { systemClock } from '#shared/lib/clock.ts';
import { programNowUs } from '#shared/model/program-clock.ts';
import { Compositor } from './compositor.ts';
import { probeEncoders } from './encode/encoder-probe.ts';
import type { FromCompositor, ToCompositor } from './messages.ts';
import { chooseRaster, makeRaster } from './probe.ts';

type Init = Extract<ToCompositor, { kind: 'init' }>;

const post = (message: FromCompositor, transfer: Transferable[] = []): void => {
  self.postMessage(message, { transfer });
};

let compositor: Promise<Compositor> | null = null;

async function start({ output, mediaBase, backEnd }: Init): Promise<Compositor> {
  const { raster, probeMs } = await chooseRaster(output, backEnd);
  const started = new Compositor({
    output,
    mediaBase,
    raster,
    makeRaster,
    clock: systemClock,
    nowUs: programNowUs,
    post,
    onError: reportError,
  });
  post({ kind: 'ready', backEnd: raster.backEnd, probeMs });
  return started;
}

function receive(running: Compositor, message: Exclude<ToCompositor, Init>): void {
  switch (message.kind) {
    case 'set-output':
      running.setOutput(message.output);
      break;
    case 'set-collection':
      running.setCollection(message.collection);
      break;
    case 'set-preview':
      running.setPreview(message.canvas, message.fps);
      break;
    case 'resize-preview':
      running.resizePreview(message.width, message.height);
      break;
    case 'set-track':
      running.sources.setFrames(message.sourceId, message.frames);
      break;
    case 'lose-source':
      running.sources.lose(message.sourceId, message.trouble);
      break;
    case 'set-picture':
      running.sources.setPicture(message.sourceId, message.bitmap);
      break;
    case 'set-sound-port':
      running.sources.setSoundPort(message.sourceId, message.port);
      break;
    case 'set-program-sound':
      running.programOutput.setProgramSound(message.port);
      break;
    case 'connect-media':
      running.programOutput.connect(message.link);
      break;
    case 'start-encoding':
      running.startEncoding(message.output);
      break;
    case 'stop-encoding':
      running.programOutput.stop();
      break;
    case 'set-video-bitrate':
      running.programOutput.setBitrate(message.bitrateKbps);
      break;
    case 'probe-encoders':
      probeEncoders()
        .then((encoders) => {
          post({ kind: 'encoders', encoders });
        })
        .catch(reportError);
      break;
    case 'grab':
      running.grab();
      break;
    default:
      assertNever(message);
  }
}

self.onmessage = ({ data: message }: MessageEvent<ToCompositor>) => {
  if (message.kind === 'init') {
    compositor ??= start(message);
    compositor.catch(reportError);
    return;
  }
  // What comes before the compositor is ready waits for it, in order.
  void compositor?.then((running) => {
    receive(running, message);
  });
};
