import { RasterLostError } from './raster.ts';
import { fragmentShader, vertexShader } from './webgl2-shaders.ts';

const uniformNames = [
  'matrix',
  'crop',
  'outputSize',
  'picture',
  'backdrop',
  'pictureSize',
  'isLayer',
  'isColour',
  'colour',
  'opacity',
  'blendMode',
  'clipCount',
  'clipInverse',
  'clipRect',
] as const;

export interface Webgl2Program {
  readonly program: WebGLProgram;
  readonly uniforms: Readonly<Record<(typeof uniformNames)[number], WebGLUniformLocation | null>>;
}

export function linkProgram(gl: WebGL2RenderingContext): Webgl2Program {
  const program = gl.createProgram();
  for (const [kind, text] of [
    [gl.VERTEX_SHADER, vertexShader],
    [gl.FRAGMENT_SHADER, fragmentShader],
  ] as const) {
    const shader = gl.createShader(kind);
    if (!shader) throw new RasterLostError('WebGL2 makes no shader.');
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) {
    throw new RasterLostError(`WebGL2: ${gl.getProgramInfoLog(program) ?? 'no program'}`);
  }
  const uniforms = Object.fromEntries(
    uniformNames.map((name) => [name, gl.getUniformLocation(program, name)]),
  ) as Webgl2Program['uniforms'];
  return { program, uniforms };
}

export function newTexture(gl: WebGL2RenderingContext, filter: number): WebGLTexture {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, filter);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, filter);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  return texture;
}
