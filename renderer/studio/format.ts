import { locale, text } from './text.ts';

const number = (value: number, digits: number): string =>
  new Intl.NumberFormat(locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);

/** `1:02:03` or `2:03`. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60];
  const hours = Math.floor(seconds / 3600);
  const [minutes = 0, rest = 0] = parts;
  const tail = String(rest).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}

/** `5.98 Mb/s`. */
export function formatRate(bitrateKbps: number): string {
  return text('status.rate', { rate: number(bitrateKbps / 1000, 2) });
}

/** `12.3 MB`, `1.2 GB`; decimal units, as disks are sold. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${number(bytes / 1000 ** power, power === 0 ? 0 : 1)} ${units[power] ?? ''}`;
}

/** `−6.0 dB`; `−∞ dB` for silence. */
export function formatDb(db: number): string {
  if (db === -Infinity) return text('mixer.silent');
  const shown = number(db, 1).replace('-', '−');
  return text('mixer.gain', { db: shown === '−0.0' ? '0.0' : shown });
}

export function formatNumber(value: number, digits = 0): string {
  return number(value, digits);
}
