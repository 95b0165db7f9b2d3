// Days as ISO text and as seconds since 1970 (UTC), which charts count in.

export function seconds(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / 1000;
}

export function isoDay(second: number): string {
  return new Date(second * 1000).toISOString().slice(0, 10);
}

// The days that a stretch of a chart covers, from the first begun to the last.
export function daysBetween(from: number, to: number): [string, string] {
  const [low, high] = from <= to ? [from, to] : [to, from];
  return [isoDay(low), isoDay(high)];
}
