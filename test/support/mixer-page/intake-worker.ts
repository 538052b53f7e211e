import { ProgramSoundIntake } from '#renderer/mixer/program-sound.ts';
import { programNowUs } from '#shared/model/program-clock.ts';
import type { FromIntake, ToIntake } from './intake-messages.ts';

/** Stands for the compositor worker: takes the program's PCM and is as busy as one that composes. */
const busyMs = 10;
const pictureMs = 1000 / 30;

const pcm: { timestampUs: number; samples: Float32Array }[] = [];
let intake: ProgramSoundIntake | undefined;

const send = (message: FromIntake): void => {
  postMessage(message);
};

onmessage = ({ data }: MessageEvent<ToIntake>) => {
  switch (data.kind) {
    case 'set-program-sound':
      intake?.close();
      intake = new ProgramSoundIntake({
        port: data.port,
        nowUs: programNowUs,
        onDidUpdateMap: (map) => {
          send({ kind: 'audio-clock', map });
        },
        onPcm: (timestampUs, samples) => {
          pcm.push({ timestampUs, samples });
        },
      });
      return;
    case 'take':
      send({ kind: 'taken', pcm: pcm.splice(0), driftPpm: intake?.driftPpm ?? 0 });
      return;
    case 'play':
      play(data.port, data.hz, data.sampleRate, data.seconds);
  }
};

/** A sine in blocks of 20 ms, on full seconds of the program clock at phase 0, sent 800 ms ahead. */
function play(port: MessagePort, hz: number, sampleRate: number, seconds: number): void {
  const startUs = Math.ceil((programNowUs() + 500_000) / 1e6) * 1e6;
  const blockFrames = Math.round(sampleRate / 50);
  let sent = 0;
  const timer = setInterval(() => {
    while (startUs + (sent / sampleRate) * 1e6 < programNowUs() + 800_000) {
      const first = sent;
      const channel = Float32Array.from(
        { length: blockFrames },
        (_, index) => 0.25 * Math.sin((2 * Math.PI * hz * (first + index)) / sampleRate),
      );
      const timestampUs = Math.round(startUs + (sent / sampleRate) * 1e6);
      port.postMessage({ kind: 'sound', timestampUs, sampleRate, channels: [channel] }, [
        channel.buffer,
      ]);
      sent += blockFrames;
    }
    if (sent >= seconds * sampleRate) clearInterval(timer);
  }, 20);
}

setInterval(() => {
  const untilMs = performance.now() + busyMs;
  while (performance.now() < untilMs);
}, pictureMs);
