import type { Picture } from './picture.ts';
import { newTexture } from './webgl2-program.ts';

interface Held {
  readonly texture: WebGLTexture;
  /** The frame or version that was uploaded last. */
  content: unknown;
  lastUsed: number;
}

/** Textures of sources that are no longer drawn go after this many frames. */
const keptFrames = 300;

/** One texture a source, uploaded when its picture changed. */
export class Webgl2Textures {
  readonly #gl: WebGL2RenderingContext;
  readonly #held = new Map<string, Held>();
  #frame = 0;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
  }

  /** Binds the picture of a source to the active texture unit. */
  bind(sourceId: string, picture: Exclude<Picture, { kind: 'colour' }>): void {
    const gl = this.#gl;
    let held = this.#held.get(sourceId);
    if (!held) {
      held = { texture: newTexture(gl, gl.LINEAR), content: null, lastUsed: 0 };
      this.#held.set(sourceId, held);
    }
    held.lastUsed = this.#frame;
    gl.bindTexture(gl.TEXTURE_2D, held.texture);
    const content = picture.kind === 'frame' ? picture.frame : picture.version;
    if (held.content === content) return;
    held.content = content;
    const image = picture.kind === 'frame' ? picture.frame : picture.image;
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, image);
  }

  endFrame(): void {
    this.#frame += 1;
    if (this.#frame % keptFrames !== 0) return;
    for (const [sourceId, { texture, lastUsed }] of this.#held) {
      if (lastUsed >= this.#frame - keptFrames) continue;
      this.#gl.deleteTexture(texture);
      this.#held.delete(sourceId);
    }
  }
}
