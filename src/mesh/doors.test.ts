import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { doorsOf, refusedAt } from "./doors.ts";

describe("the doors of the mesh", () => {
  const doors = doorsOf({
    listen: { host: "10.0.0.5", port: 4020 },
    modulePorts: [{ module: "driver-host/plant-2", port: 4021, from: [] }],
  });
  for (const [role, node, port, because] of [
    ["driver-host", "plant-2", 4021, null],
    ["driver-host", "plant-2", 4020, "It has a port of its own, 4021."],
    ["notifier-host", "plant-2", 4020, null],
    ["notifier-host", "plant-2", 4021, "Port 4021 is that of driver-host/plant-2 alone."],
    ["driver-host", "plant-3", 4021, "Port 4021 is that of driver-host/plant-2 alone."],
    ["driver-host", "plant-3", 4020, null],
    ["standby", "core-2", 4020, null],
  ] as const) {
    it(`W-050 ${because === null ? "admits" : "refuses"} the ${role} of ${node} at ${port}`, () => {
      const door = doors.find((one) => one.port === port) ?? assert.fail("there is no such door");
      assert.equal(door.host, "10.0.0.5");
      assert.equal(refusedAt(door, { role, node }, doors), because);
    });
  }
});
