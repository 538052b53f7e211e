import { Codec } from 'node-av/lib';
import type { EncoderCapability } from '#shared/contract/producer.ts';
import { audioCodecs } from '#shared/model/packet.ts';
import { audioEncoderNames } from './audio-encoder.ts';

const codecStrings = { aac: 'mp4a.40.2', opus: 'opus' } as const;

/** The audio encoders of this process. Pictures are encoded in the page. */
export function listAudioEncoders(): EncoderCapability[] {
  return audioCodecs
    .filter((codec) => Codec.findEncoderByName(audioEncoderNames[codec]) !== null)
    .map((codec) => ({
      codec,
      codecString: codecStrings[codec],
      acceleration: 'software',
      runsIn: 'engine',
      maxWidth: null,
      maxHeight: null,
      maxFps: null,
    }));
}
