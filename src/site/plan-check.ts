import { type Mistake, mistake, shown } from "./mistake.ts";
import type { SiteItem } from "./site.ts";

type Plan = SiteItem<"plan">;

/** What is wrong with a plan by itself, beyond its shape. Pure. */
export function planMistakes({ kind, levels, symbols }: Plan): Mistake[] {
  const ids = levels.map(({ id }) => id);
  return [
    ...levels.flatMap((level, i) => levelMistakes(kind, level, ["levels", i])),
    ...repeated(ids, "levels"),
    ...repeated(
      symbols.map(({ id }) => id),
      "symbols",
    ),
    ...symbols.flatMap(({ level, at }, i) => [
      ...(ids.includes(level) ? [] : [mistake(["symbols", i, "level"], `one of ${ids.join(", ")}`, shown(level))]),
      ...("x" in at === (kind === "floor") ? [] : [mistake(["symbols", i, "at"], PLACE[kind], shown(at))]),
    ]),
  ];
}

const PLACE = { floor: "x and y on a floor", map: "latitude and longitude on a map" } as const;

function levelMistakes(kind: Plan["kind"], level: Plan["levels"][number], path: (string | number)[]): Mistake[] {
  const { file, corners, outline } = level;
  const needless = (key: "corners" | "outline") =>
    level[key] === undefined ? [] : [mistake([...path, key], "nothing, for this plan is no map", shown(level[key]))];
  if (kind === "floor") {
    const picture = file === undefined ? [mistake([...path, "file"], "the id of an uploaded picture", "nothing")] : [];
    return [...picture, ...needless("corners"), ...needless("outline")];
  }
  if (file === undefined && outline === undefined) {
    return [mistake(path, "a picture with its corners, or an outline", "neither")];
  }
  if (file !== undefined && corners === undefined) {
    return [mistake([...path, "corners"], "where the edges of the picture are", "nothing")];
  }
  const { south = 0, north = 1, west = 0, east = 1 } = corners ?? {};
  return [
    ...(south < north ? [] : [mistake([...path, "corners", "north"], `more than ${south}`, shown(north))]),
    ...(west < east ? [] : [mistake([...path, "corners", "east"], `more than ${west}`, shown(east))]),
  ];
}

function repeated(ids: readonly string[], list: string): Mistake[] {
  const seen = new Set<string>();
  return ids.flatMap((id, i) => {
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [mistake([list, i, "id"], "an id of its own", `${shown(id)} twice`)];
  });
}
