import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { placeSaid } from "./place.ts";

describe("a place of a document is said as the form calls it", () => {
  const SAID = {
    id: "ID (for ever)",
    "settings.port": "Settings: Port",
    "methods.0.id": "Contact method 1: Short name",
    "rotations.0.id": "Rotation 1: ID",
    "steps.1.tell.0.person": "Step 2: Told 1: Person",
    "settings.trunks.2": "Settings: Trunk 3",
    "": "",
  };
  for (const [place, said] of Object.entries(SAID)) it(place, () => assert.equal(placeSaid(place), said));
});
