import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { packageFolder } from "#kernel/version.ts";
import { readSiteYaml } from "#site/yaml.ts";
import { siteDocument } from "../scripts/describe-site.ts";

describe("what is written about the site file", () => {
  it("is what the schemas say; otherwise run node scripts/describe-site.ts", () => {
    assert.equal(readFileSync(join(packageFolder, "docs", "site.md"), "utf8"), siteDocument());
  });

  for (const example of ["demo-site.yaml", "first-site.yaml"]) {
    it(`examples/${example} is read without a complaint`, () => {
      const reading = readSiteYaml(readFileSync(join(packageFolder, "examples", example), "utf8"), example);
      assert.deepEqual(reading.kind === "refused" ? reading.mistakes : [], []);
    });
  }
});
