// Bundles every TypeScript file of this folder as an entry of its own, named after it: a page
// loads site.js and, where it needs more, its topic's. Names of entries stay as they are, since
// Django's storage puts digests into them; parts that entries share bear theirs already.
import {readdirSync} from "node:fs";
import {basename, resolve} from "node:path";
import {defineConfig} from "vite";

const here = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
const entries = readdirSync(here).filter(
  (name) => name.endsWith(".ts") && !name.endsWith(".d.ts"),
);

export default defineConfig({
  root: here,
  base: "./",
  publicDir: false,
  build: {
    outDir: resolve(here, "../src/marsad/web/static"),
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2_000,
    rollupOptions: {
      input: Object.fromEntries(entries.map((name) => [basename(name, ".ts"), resolve(here, name)])),
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "parts/[name]-[hash].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
  worker: {format: "es", rollupOptions: {output: {entryFileNames: "parts/[name]-[hash].js"}}},
  test: {include: ["tests/*.ts"]},
});
