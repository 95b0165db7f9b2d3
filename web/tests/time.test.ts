import {describe, expect, it} from "vitest";
import {daysBetween, isoDay, seconds} from "../lib/time";

describe("days", () => {
  it("are the same after having been seconds", () => {
    for (const day of ["1999-12-31", "2024-02-29", "2026-03-01"]) expect(isoDay(seconds(day))).toBe(day);
  });

  it("of a stretch are in order, whichever way it was drawn", () => {
    const [from, to] = [seconds("2025-03-01") + 5, seconds("2025-03-09") + 80_000];
    expect(daysBetween(from, to)).toEqual(["2025-03-01", "2025-03-09"]);
    expect(daysBetween(to, from)).toEqual(["2025-03-01", "2025-03-09"]);
  });
});
