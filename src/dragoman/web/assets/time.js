// Days and milliseconds.

export const DAY = 86_400_000;

/** The ISO day of a time in milliseconds. */
export const iso = (time) => new Date(time).toISOString().slice(0, 10);

/** The time at which an ISO day begins, in milliseconds. */
export const time = (day) => Date.parse(`${day}T00:00:00Z`);

/** The first or last day that `2018`, `2018-04` or `2018-04-10` names; null for nothing. */
export function full(day, last) {
  if (!day) return null;
  if (day.length === 4) return last ? `${day}-12-31` : `${day}-01-01`;
  if (day.length > 7) return day;
  return last ? iso(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5)), 0)) : `${day}-01`;
}
