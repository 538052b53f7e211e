/** 8-bit planar 4:2:0 without padding; the chroma planes are half as wide and high, rounded up. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  readonly chromaWidth: number;
  readonly chromaHeight: number;
  /** Y, U and V one behind the other. */
  readonly data: Uint8Array<ArrayBuffer>;
  readonly y: Uint8Array<ArrayBuffer>;
  readonly u: Uint8Array<ArrayBuffer>;
  readonly v: Uint8Array<ArrayBuffer>;
  readonly layout: readonly PlaneLayout[];
}

export function newPlanes(
  width: number,
  height: number,
  chromaWidth = Math.ceil(width / 2),
  chromaHeight = Math.ceil(height / 2),
): Planes {
  const lumaBytes = width * height;
  const chromaBytes = chromaWidth * chromaHeight;
  const data = new Uint8Array(lumaBytes + 2 * chromaBytes);
  return {
    width,
    height,
    chromaWidth,
    chromaHeight,
    data,
    y: data.subarray(0, lumaBytes),
    u: data.subarray(lumaBytes, lumaBytes + chromaBytes),
    v: data.subarray(lumaBytes + chromaBytes),
    layout: [
      { offset: 0, stride: width },
      { offset: lumaBytes, stride: chromaWidth },
      { offset: lumaBytes + chromaBytes, stride: chromaWidth },
    ],
  };
}

/** BT.709, limited range: what every output of the planar raster is in. */
export const black = { y: 16, u: 128, v: 128 } as const;

export function fillPlanes(planes: Planes, { y, u, v }: { y: number; u: number; v: number }): void {
  planes.y.fill(y);
  planes.u.fill(u);
  planes.v.fill(v);
}

/** BT.709 limited luma of sRGB bytes (ITU-R BT.709-6, 3.2 to 3.5), not rounded. */
export function lumaOf(red: number, green: number, blue: number): number {
  return 16 + fullLumaOf(red, green, blue) * (219 / 255);
}

/** BT.709 limited blue difference of sRGB bytes, not rounded. */
export function uOf(red: number, green: number, blue: number): number {
  return 128 + ((blue - fullLumaOf(red, green, blue)) / 1.8556) * (224 / 255);
}

/** BT.709 limited red difference of sRGB bytes, not rounded. */
export function vOf(red: number, green: number, blue: number): number {
  return 128 + ((red - fullLumaOf(red, green, blue)) / 1.5748) * (224 / 255);
}

function fullLumaOf(red: number, green: number, blue: number): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** BT.709 limited from sRGB bytes, not rounded. */
export function yuvOfRgb(
  red: number,
  green: number,
  blue: number,
): { y: number; u: number; v: number } {
  return { y: lumaOf(red, green, blue), u: uOf(red, green, blue), v: vOf(red, green, blue) };
}
