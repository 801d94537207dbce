import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { control } from "#cli/control.ts";
import type { Inherited } from "#site/areas.ts";
import type { SiteItem } from "#site/site.ts";
import { prepareSite } from "../../demo/site.ts";
import { Story } from "./story.ts";

interface Guided {
  readonly inherited: Inherited;
}

interface Ways {
  readonly runs: readonly { readonly procedure: { readonly id: string }; readonly state: string }[];
}

describe("the example site", () => {
  it("shows a plan, what areas say, and what to do step by step; and what was changed since stays", async (t) => {
    const story = await Story.open(t);
    const said: string[] = [];
    await prepareSite(story.dataFolder, (line) => said.push(line));
    assert.deepEqual(said, ["The site of examples/demo-site.yaml was applied."]);

    // The plan: its picture is there, and so is everything that stands on it.
    const { items: plans } = await story.get<{ items: SiteItem<"plan">[] }>("/api/v1/site/plan");
    const [plan = assert.fail("there is no plan")] = plans;
    const picture = await control(story.dataFolder).request("GET", `/api/v1/files/${plan.levels[0]?.file}`);
    assert.match(String(picture.body), /^<svg /);
    const { items: points } = await story.get<{ items: SiteItem<"point">[] }>("/api/v1/site/point");
    const placed = plan.symbols.map(({ shows }) => ("point" in shows ? shows.point : ""));
    assert.deepEqual(placed.toSorted(), points.map(({ id }) => id).toSorted());
    assert.deepEqual(
      points.filter(({ area }) => area === undefined).map(({ id }) => id),
      [],
    );

    for (const [point, category, condition, priority, procedure, says] of [
      ["1234/1/003", "intrusion", "burglary", "critical", "intrusion", ["loading-bay", "warehouse", "works"]],
      ["F10E/1/001", "fire", "fire", "life-safety", "fire", ["hall-2", "warehouse", "works"]],
    ] as const) {
      const raised = { point, kind: "raise", category, condition, priority, text: "Alarm", raw: "" } as const;
      await story.server.core.report("panels", [raised]);
      const { id } = await story.alarm(`panels/${point}`);
      const { inherited } = await story.get<Guided>(`/api/v1/alarms/${id}`);
      const { instructions, cause, consequence } = inherited;
      const speakers = new Set([...instructions, ...cause, ...consequence].map(({ from }) => from.id));
      assert.deepEqual([...speakers].toSorted(), [`panels/${point}`, ...says].toSorted());
      const begun = await story.until(`the procedure ${procedure} begins`, async () =>
        (await story.get<Ways>(`/api/v1/alarms/${id}/procedures`)).runs.find(({ state }) => state === "running"),
      );
      assert.equal(begun.procedure.id, procedure);
    }

    await story.good("PUT", "/api/v1/site/area/works", { name: "Our works" });
    await prepareSite(story.dataFolder, (line) => said.push(line));
    assert.equal(said.length, 1);
    assert.equal((await story.get<SiteItem<"area">>("/api/v1/site/area/works")).name, "Our works");
  });
});
