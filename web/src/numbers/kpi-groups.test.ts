import assert from "node:assert/strict";
import { it } from "node:test";
import { KPI_IDS } from "../../../src/numbers/kpis.ts";
import { GROUPS } from "./kpi-groups.ts";

it("each figure is in one group, so that none is left off the page", () => {
  assert.deepEqual(Object.values(GROUPS).flat().toSorted(), KPI_IDS.toSorted());
});
