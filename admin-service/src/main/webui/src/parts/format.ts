/** Bytes as people read them: 1.5 MB. */
export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let value = count;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${units[unit] ?? ''}`;
}

/** A rate in bits: 128 kbit/s. */
export function bitrate(bitsPerSecond: number): string {
  if (bitsPerSecond < 999_500) {
    return `${Math.round(bitsPerSecond / 1000)} kbit/s`;
  }
  return bitsPerSecond < 999_500_000
    ? `${(bitsPerSecond / 1e6).toFixed(1)} Mbit/s`
    : `${(bitsPerSecond / 1e9).toFixed(2)} Gbit/s`;
}

/** How long something has lasted: 3 h 12 min. */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) {
    return `${s} s`;
  }
  const minutes = Math.floor(s / 60);
  if (minutes < 60) {
    return `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

const number = new Intl.NumberFormat('en');
export function count(value: number): string {
  return number.format(value);
}

/** A moment in the reader's own time: 30 Nov 2026, 14:05:09. */
export function moment(rfc3339: string): string {
  return new Date(rfc3339).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
}

/** A time of this day in the reader's own: 14:05. */
export function clock(ms: number): string {
  return new Date(ms).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}
