import { assertNever } from '#shared/lib/assert-never.ts';
import type { BlendMode } from '#shared/model/scene-collection.ts';
import type { Clip, DrawOp, LayerOp, PictureOp } from '../scene/draw-list.ts';
import { identity, invert } from '../scene/matrix.ts';
import type { Matrix } from '../scene/matrix.ts';
import { pictureSize } from './picture.ts';
import type { Picture } from './picture.ts';
import { RasterLostError } from './raster.ts';
import type { FrameTiming, Raster, Size } from './raster.ts';
import { linkProgram, newTexture } from './webgl2-program.ts';
import type { Webgl2Program } from './webgl2-program.ts';
import { blendNumbers, maxClips } from './webgl2-shaders.ts';
import { Webgl2Textures } from './webgl2-textures.ts';

type PictureOf = (sourceId: string) => Picture | null;

/** Where pictures are drawn to: the canvas, or a layer of its own. */
interface Target {
  readonly framebuffer: WebGLFramebuffer | null;
  readonly texture: WebGLTexture | null;
}

/** The back end for machines with a GPU. Throws `RasterLostError` when the context is not there. */
export class Webgl2Raster implements Raster {
  readonly backEnd = 'webgl2';
  readonly #size: Size;
  readonly #canvas: OffscreenCanvas;
  readonly #gl: WebGL2RenderingContext;
  readonly #program: Webgl2Program;
  readonly #textures: Webgl2Textures;
  /** One a depth of layers, made when first needed. */
  readonly #layers: Target[] = [];
  #backdrop: WebGLTexture | null = null;

  constructor(size: Size) {
    this.#size = size;
    this.#canvas = new OffscreenCanvas(size.width, size.height);
    const gl = this.#canvas.getContext('webgl2', {
      alpha: false,
      antialias: false,
      depth: false,
      // The preview is drawn from it after the frame was taken.
      preserveDrawingBuffer: true,
      powerPreference: 'high-performance',
    });
    if (!gl) throw new RasterLostError('This machine has no WebGL2.');
    this.#gl = gl;
    this.#program = linkProgram(gl);
    this.#textures = new Webgl2Textures(gl);
    gl.useProgram(this.#program.program);
    gl.bindVertexArray(gl.createVertexArray());
    gl.viewport(0, 0, size.width, size.height);
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, true);
    const { uniforms } = this.#program;
    gl.uniform1i(uniforms.picture, 0);
    gl.uniform1i(uniforms.backdrop, 1);
    gl.uniform2f(uniforms.outputSize, size.width, size.height);
  }

  compose(ops: readonly DrawOp[], pictureOf: PictureOf, timing: FrameTiming): Promise<VideoFrame> {
    if (this.#gl.isContextLost()) {
      return Promise.reject(new RasterLostError('The WebGL2 context was lost.'));
    }
    const program: Target = { framebuffer: null, texture: null };
    this.#clear(program, 1);
    this.#draw(program, ops, pictureOf, 0);
    this.#textures.endFrame();
    const { timestampUs: timestamp, durationUs: duration } = timing;
    return Promise.resolve(new VideoFrame(this.#canvas, { timestamp, duration, alpha: 'discard' }));
  }

  paintPreview(target: OffscreenCanvasRenderingContext2D): void {
    target.drawImage(this.#canvas, 0, 0, target.canvas.width, target.canvas.height);
  }

  close(): void {
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  #clear(target: Target, alpha: number): void {
    const gl = this.#gl;
    gl.bindFramebuffer(gl.FRAMEBUFFER, target.framebuffer);
    gl.clearColor(0, 0, 0, alpha);
    gl.clear(gl.COLOR_BUFFER_BIT);
  }

  #draw(target: Target, ops: readonly DrawOp[], pictureOf: PictureOf, depth: number): void {
    for (const op of ops) {
      switch (op.kind) {
        case 'picture': {
          const picture = pictureOf(op.sourceId);
          if (picture) this.#drawPicture(op, picture);
          break;
        }
        case 'layer':
          this.#drawLayer(target, op, pictureOf, depth);
          break;
        default:
          assertNever(op);
      }
    }
  }

  #drawPicture(op: PictureOp, picture: Picture): void {
    const gl = this.#gl;
    const { uniforms } = this.#program;
    gl.uniform1i(uniforms.isLayer, 0);
    gl.uniform1i(uniforms.isColour, picture.kind === 'colour' ? 1 : 0);
    gl.activeTexture(gl.TEXTURE0);
    if (picture.kind === 'colour') {
      // What was bound may be the layer that is drawn on now, which WebGL forbids even unread.
      gl.bindTexture(gl.TEXTURE_2D, null);
      const [red, green, blue, alpha] = picture.rgba;
      const scale = alpha / 255 / 255;
      gl.uniform4f(uniforms.colour, red * scale, green * scale, blue * scale, alpha / 255);
    } else {
      this.#textures.bind(op.sourceId, picture);
      const size = pictureSize(picture);
      if (size) gl.uniform2f(uniforms.pictureSize, size.width, size.height);
    }
    const { x, y, width, height } = op.crop;
    this.#drawQuad(op.matrix, [x, y, width, height], op.opacity, op.blendMode, op.clips);
  }

  #drawLayer(target: Target, op: LayerOp, pictureOf: PictureOf, depth: number): void {
    const gl = this.#gl;
    const layer = (this.#layers[depth] ??= this.#newLayer());
    this.#clear(layer, op.background === 'black' ? 1 : 0);
    this.#draw(layer, op.ops, pictureOf, depth + 1);
    gl.bindFramebuffer(gl.FRAMEBUFFER, target.framebuffer);
    gl.uniform1i(this.#program.uniforms.isLayer, 1);
    gl.uniform1i(this.#program.uniforms.isColour, 0);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, layer.texture);
    const { width, height } = this.#size;
    this.#drawQuad(identity, [0, 0, width, height], op.opacity, op.blendMode, op.clips);
  }

  #drawQuad(
    matrix: Matrix,
    crop: readonly [number, number, number, number],
    opacity: number,
    blendMode: BlendMode,
    clips: readonly Clip[],
  ): void {
    const gl = this.#gl;
    const { uniforms } = this.#program;
    gl.uniformMatrix3fv(uniforms.matrix, false, columns(matrix));
    gl.uniform4f(uniforms.crop, ...crop);
    gl.uniform1f(uniforms.opacity, opacity);
    gl.uniform1i(uniforms.blendMode, blendNumbers[blendMode]);
    this.#setClips(clips);
    if (blendMode === 'normal' || blendMode === 'add') {
      gl.enable(gl.BLEND);
      gl.blendFunc(gl.ONE, blendMode === 'add' ? gl.ONE : gl.ONE_MINUS_SRC_ALPHA);
    } else {
      gl.disable(gl.BLEND);
      this.#copyBackdrop();
    }
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  #setClips(clips: readonly Clip[]): void {
    const gl = this.#gl;
    const { uniforms } = this.#program;
    const used = clips.slice(0, maxClips);
    gl.uniform1i(uniforms.clipCount, used.length);
    if (used.length === 0) return;
    const inverses = used.flatMap(({ matrix }) => columns(invert(matrix) ?? nowhere));
    const rects = used.flatMap(({ rect }) => [rect.x, rect.y, rect.width, rect.height]);
    gl.uniformMatrix3fv(uniforms.clipInverse, false, inverses);
    gl.uniform4fv(uniforms.clipRect, rects);
  }

  /** What is below, as a texture: a target cannot be read while it is drawn on. */
  #copyBackdrop(): void {
    const gl = this.#gl;
    const { width, height } = this.#size;
    gl.activeTexture(gl.TEXTURE1);
    if (this.#backdrop) gl.bindTexture(gl.TEXTURE_2D, this.#backdrop);
    else {
      this.#backdrop = newTexture(gl, gl.NEAREST);
    }
    // The canvas has no alpha channel to copy; its alpha is 1 everywhere.
    const hasAlpha = gl.getParameter(gl.FRAMEBUFFER_BINDING) !== null;
    gl.copyTexImage2D(gl.TEXTURE_2D, 0, hasAlpha ? gl.RGBA : gl.RGB, 0, 0, width, height, 0);
  }

  #newLayer(): Target {
    const gl = this.#gl;
    const { width, height } = this.#size;
    gl.activeTexture(gl.TEXTURE0);
    const texture = newTexture(gl, gl.NEAREST);
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA8, width, height);
    const framebuffer = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
    return { framebuffer, texture };
  }
}

/** Column-major, as GLSL has it. */
function columns({ a, b, c, d, e, f }: Matrix): number[] {
  return [a, b, 0, c, d, 0, e, f, 1];
}

/** Maps every pixel out of every clip. */
const nowhere: Matrix = { a: 0, b: 0, c: 0, d: 0, e: -1e9, f: -1e9 };
