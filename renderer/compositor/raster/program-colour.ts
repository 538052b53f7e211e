/**
 * What the program is in: BT.709, limited range. An RGB frame that says so is converted to it by the
 * encoder; one straight from a canvas says full range, and is encoded in it.
 */
export const programColour: VideoColorSpaceInit = {
  primaries: 'bt709',
  transfer: 'bt709',
  matrix: 'bt709',
  fullRange: false,
};
