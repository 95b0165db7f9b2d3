// MapLibre's worker as a file of the site's own: its default, made of a blob, would need a wider policy.
import "maplibre-gl/dist/maplibre-gl-worker.mjs";
