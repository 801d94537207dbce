/** Something on the screen, in pixels. */
export interface Spot {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

export interface Cluster {
  /** Of its first member, so that it stays where it is while others come and go. */
  readonly x: number;
  readonly y: number;
  readonly ids: readonly string[];
}

/**
 * Puts together what would lie on top of each other. The order of the spots decides who leads; each follows the nearest
 * leader within the distance. Pure; every spot is in exactly one cluster.
 */
export function clustered(spots: readonly Spot[], distance: number): Cluster[] {
  const clusters: { x: number; y: number; ids: string[] }[] = [];
  const cells = new Map<string, number[]>();
  const cell = (x: number, y: number) => [Math.floor(x / distance), Math.floor(y / distance)] as const;
  for (const { id, x, y } of spots) {
    const [column, row] = cell(x, y);
    let nearest: (typeof clusters)[number] | undefined;
    let shortest = distance ** 2;
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        for (const at of cells.get(`${column + dx} ${row + dy}`) ?? []) {
          const one = clusters[at];
          const squared = one ? (one.x - x) ** 2 + (one.y - y) ** 2 : shortest;
          if (squared >= shortest) continue;
          shortest = squared;
          nearest = one;
        }
      }
    }
    if (nearest) {
      nearest.ids.push(id);
      continue;
    }
    const key = `${column} ${row}`;
    cells.set(key, [...(cells.get(key) ?? []), clusters.length]);
    clusters.push({ x, y, ids: [id] });
  }
  return clusters;
}
