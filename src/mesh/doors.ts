import type { MeshSettings } from "#kernel/settings.ts";
import type { PeerName } from "#trust/identity.ts";

/** A port of the mesh. */
export interface Door {
  readonly host: string;
  readonly port: number;
  /** The only one that is admitted there, `driver-host/plant-2`; null: whoever has no door of its own. */
  readonly module: string | null;
}

export function doorsOf({ listen, modulePorts }: MeshSettings): readonly Door[] {
  return [{ ...listen, module: null }, ...modulePorts.map(({ module, port }) => ({ host: listen.host, port, module }))];
}

/** Why a process of the site is not admitted at a door, though its certificate is good; null: it is. */
export function refusedAt(
  { module, port }: Door,
  { role, node }: Pick<PeerName, "role" | "node">,
  doors: readonly Door[],
): string | null {
  const id = `${role}/${node}`;
  if (module === id) return null;
  if (module !== null) return `Port ${port} is that of ${module} alone.`;
  const own = doors.find((door) => door.module === id);
  return own ? `It has a port of its own, ${own.port}.` : null;
}
