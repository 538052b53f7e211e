import type { BlendMode } from '#shared/model/scene-collection.ts';

/** A group in a group in a group ...: `collectionLimits.groupDepth`. */
export const maxClips = 8;

export const blendNumbers: Record<BlendMode, number> = {
  normal: 0,
  add: 1,
  multiply: 2,
  screen: 3,
  darken: 4,
  lighten: 5,
};

/** A rectangle of a picture, put on the output by a matrix. Output pixels count from the top left. */
export const vertexShader = `#version 300 es
precision highp float;
uniform mat3 matrix;
uniform vec4 crop;
uniform vec2 outputSize;
out vec2 picturePixel;
out vec2 outputPixel;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  picturePixel = crop.xy + corner * crop.zw;
  outputPixel = (matrix * vec3(picturePixel, 1.0)).xy;
  vec2 unit = outputPixel / outputSize;
  gl_Position = vec4(unit.x * 2.0 - 1.0, 1.0 - unit.y * 2.0, 0.0, 1.0);
}`;

/**
 * Colours are multiplied by alpha. Modes from 2 on read what is below and give the finished pixel
 * (Compositing and Blending Level 1, sections 5 and 10); the others leave that to the blender.
 */
export const fragmentShader = `#version 300 es
precision highp float;
in vec2 picturePixel;
in vec2 outputPixel;
uniform sampler2D picture;
uniform sampler2D backdrop;
uniform vec4 crop;
uniform vec2 pictureSize;
uniform bool isLayer;
uniform bool isColour;
uniform vec4 colour;
uniform float opacity;
uniform int blendMode;
uniform int clipCount;
uniform mat3 clipInverse[${maxClips}];
uniform vec4 clipRect[${maxClips}];
out vec4 result;

vec3 unmultiplied(vec4 value) {
  return value.a > 0.0 ? value.rgb / value.a : vec3(0.0);
}

vec3 blended(vec3 below, vec3 above) {
  if (blendMode == 2) return below * above;
  if (blendMode == 3) return below + above - below * above;
  if (blendMode == 4) return min(below, above);
  return max(below, above);
}

void main() {
  for (int index = 0; index < clipCount; index += 1) {
    vec2 inside = (clipInverse[index] * vec3(outputPixel, 1.0)).xy;
    vec4 rect = clipRect[index];
    if (any(lessThan(inside, rect.xy)) || any(greaterThan(inside, rect.xy + rect.zw))) discard;
  }
  vec4 above;
  if (isColour) {
    above = colour;
  } else if (isLayer) {
    above = texelFetch(picture, ivec2(gl_FragCoord.xy), 0);
  } else {
    // Never reads beyond the crop, nor beyond the picture.
    vec2 pixel = clamp(picturePixel, crop.xy + 0.5, max(crop.xy + 0.5, crop.xy + crop.zw - 0.5));
    above = texture(picture, pixel / pictureSize);
  }
  above *= opacity;
  if (blendMode < 2) {
    result = above;
    return;
  }
  vec4 below = texelFetch(backdrop, ivec2(gl_FragCoord.xy), 0);
  vec3 mixed = blended(unmultiplied(below), unmultiplied(above));
  result = vec4(
    above.rgb * (1.0 - below.a) + below.rgb * (1.0 - above.a) + above.a * below.a * mixed,
    above.a + below.a * (1.0 - above.a)
  );
}`;
