// Shapes on the map, in degrees of WGS 84.

export type Corner = [number, number]; // longitude, latitude

const METRES_PER_DEGREE = 111_320;

// A circle around a point, as a closed ring.
export function circle(lon: number, lat: number, radiusM: number, corners = 36): Corner[] {
  const north = radiusM / METRES_PER_DEGREE;
  const east = north / Math.max(Math.cos((lat * Math.PI) / 180), 0.01);
  const ring: Corner[] = [];
  for (let at = 0; at <= corners; at++) {
    const angle = (2 * Math.PI * (at % corners)) / corners;
    ring.push([lon + east * Math.cos(angle), lat + north * Math.sin(angle)]);
  }
  return ring;
}

// Corners as the address holds them: "36.1,34.5;37.2,34.5;…", some ten metres apart at most.
export function areaText(corners: Corner[]): string {
  return corners.map(([lon, lat]) => `${trimmed(lon)},${trimmed(lat)}`).join(";");
}

export function areaFrom(text: string): Corner[] {
  if (!text) return [];
  const corners = text.split(";").map((part) => part.split(",").map(Number) as Corner);
  return corners.every((corner) => corner.length === 2 && corner.every(Number.isFinite)) ? corners : [];
}

export function boxCorners([west, south]: Corner, [east, north]: Corner): Corner[] {
  return [[west, south], [east, south], [east, north], [west, north]];
}

function trimmed(degrees: number): string {
  return String(Math.round(degrees * 10_000) / 10_000);
}
