import {describe, expect, it} from "vitest";
import {areaFrom, areaText, boxCorners, circle} from "../lib/geo";

describe("areas in addresses", () => {
  it("come back as they were written", () => {
    const corners = boxCorners([36.1, 34.5], [37.25, 35.4]);
    expect(areaText(corners)).toBe("36.1,34.5;37.25,34.5;37.25,35.4;36.1,35.4");
    expect(areaFrom(areaText(corners))).toEqual(corners);
  });

  it("are nothing where they can't be read", () => {
    expect(areaFrom("")).toEqual([]);
    expect(areaFrom("36,x;1,2;3,4")).toEqual([]);
  });
});

describe("circles", () => {
  it("close, and are as far from the point as their radius", () => {
    const ring = circle(39, 35, 10_000);
    expect(ring[0]).toEqual(ring[ring.length - 1]);
    const [, top] = ring[9] as [number, number];
    expect((top - 35) * 111_320).toBeCloseTo(10_000, 0);
    const [east] = ring[0] as [number, number];
    expect((east - 39) * 111_320 * Math.cos((35 * Math.PI) / 180)).toBeCloseTo(10_000, 0);
  });
});
