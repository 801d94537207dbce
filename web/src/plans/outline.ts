/** What may be wrong with a file that should be a map's outline; null: it draws something. Pure. */
export function outlineMistake(text: string): "not-outline" | "not-degrees" | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return "not-outline";
  }
  const places = [...placesIn(json)];
  if (places.length === 0) return "not-outline";
  // Land registries give metres east and north: those lie far outside of every degree.
  const areDegrees = places.every(([east, north]) => Math.abs(east) <= 180 && Math.abs(north) <= 90);
  return areDegrees ? null : "not-degrees";
}

type Position = readonly [east: number, north: number];

/** RFC 7946, 3.1.1: all positions of all geometries. */
function* placesIn(json: unknown): Generator<Position> {
  const { type, features, geometry, geometries, coordinates } = Object(json) as Readonly<Record<string, unknown>>;
  if (type === "FeatureCollection") for (const feature of listOf(features)) yield* placesIn(feature);
  else if (type === "Feature") yield* placesIn(geometry);
  else if (type === "GeometryCollection") for (const one of listOf(geometries)) yield* placesIn(one);
  else if (typeof type === "string" && /^(Multi)?(Point|LineString|Polygon)$/.test(type))
    yield* positionsIn(coordinates);
}

function* positionsIn(coordinates: unknown): Generator<Position> {
  const [east, north] = listOf(coordinates);
  if (typeof east === "number" && typeof north === "number") yield [east, north];
  else for (const inner of listOf(coordinates)) yield* positionsIn(inner);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
