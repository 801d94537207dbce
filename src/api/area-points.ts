import { z } from "zod";
import type { SiteItem } from "#site/site.ts";
import type { Core } from "./core.ts";
import { whoOf } from "./identity.ts";
import { Refusal } from "./problem.ts";
import { listOf } from "./schemas.ts";
import type { Api } from "./server.ts";
import { visibleTo } from "./site-rights.ts";

const Query = z
  .strictObject({
    area: z.string().max(63).optional().describe("Points that lie in this area itself; empty: in none"),
    plan: z.string().max(63).optional().describe("Points that are placed on this plan"),
    text: z.string().trim().min(1).max(100).optional().describe("Part of the name or id, in any case"),
    limit: z.coerce.number().int().min(1).max(5000).default(500),
    after: z.string().max(264).optional().describe("`next` of the page before"),
  })
  .refine(
    ({ area, plan, text }) => [area, plan, text].filter((one) => one !== undefined).length === 1,
    "expected one of area, plan and text",
  );
const PointName = z.object({ id: z.string(), name: z.string(), source: z.string(), area: z.string().nullable() });

/** The leaves of the tree of areas, by name; whole documents are at `/api/v1/site/point`. */
export function areaPoints(api: Api, core: Core): void {
  api.get(
    "/api/v1/areas/points",
    {
      config: { needs: "site:read" },
      schema: {
        summary: "Names of points: of an area, of a plan, or with a text in them, in order of their ids",
        querystring: Query,
        response: { 200: listOf(PointName) },
      },
    },
    (request) => {
      const { limit, after = "" } = request.query;
      const isVisible = visibleTo(core.site, whoOf(request));
      const found: SiteItem<"point">[] = [];
      for (const body of candidates(core, request.query, isVisible)) {
        if (body.id > after && isVisible({ kind: "point", body })) found.push(body);
      }
      found.sort((a, b) => (a.id < b.id ? -1 : 1));
      const items = found.slice(0, limit).map(({ id, name, source, area = null }) => ({ id, name, source, area }));
      return { items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
  );
}

function candidates(
  { site }: Pick<Core, "site">,
  { area, plan: id, text }: z.output<typeof Query>,
  isVisible: ReturnType<typeof visibleTo>,
): SiteItem<"point">[] {
  const points = Array.from(site.items.point.values(), ({ body }) => body);
  if (area !== undefined) return points.filter((point) => (point.area ?? "") === area);
  if (text !== undefined) {
    const pattern = new RegExp(RegExp.escape(text), "iu");
    return points.filter((point) => pattern.test(point.name) || pattern.test(point.id));
  }
  const plan = site.get("plan", id ?? "")?.body;
  if (!plan || !isVisible({ kind: "plan", body: plan })) {
    throw new Refusal(404, "Not found", `There is no plan '${id}', or it is not in your partitions.`);
  }
  const placed = new Set(plan.symbols.flatMap(({ shows }) => ("point" in shows ? [shows.point] : [])));
  return [...placed].flatMap((point) => site.get("point", point)?.body ?? []);
}
