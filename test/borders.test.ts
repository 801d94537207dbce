import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";

/** What a room may use: `knows` all that another offers, `names` only its types. */
interface Border {
  readonly knows: readonly string[];
  readonly names?: readonly string[];
}

/** The house, from the ground up. A room that isn't named here may not exist, and a room may always use itself. */
const HOUSE: Record<string, Border> = {
  kernel: { knows: [] },
  wire: { knows: ["kernel"] },
  audit: { knows: ["kernel"], names: ["store", "trust"] },
  // Rotation writes through the journal what was sealed anew.
  trust: { knows: ["kernel"], names: ["store"] },
  // The journal is what everybody writes through: rooms name its types, and are given one.
  events: { knows: ["kernel"], names: ["store"] },
  site: { knows: ["kernel", "events"], names: ["store", "trust"] },
  // Text becomes sound; whose words and which language is given.
  speech: { knows: ["kernel", "site"] },
  drivers: { knows: ["kernel", "events", "wire"], names: ["site"] },
  alarms: { knows: ["kernel", "events", "site"], names: ["store"] },
  escalation: { knows: ["kernel", "events", "site"], names: ["alarms", "store"] },
  channels: {
    knows: ["kernel", "events", "site", "speech", "wire"],
    names: ["alarms", "escalation", "store", "trust"],
  },
  // What was, for charts and the journal's readers.
  history: { knows: ["kernel", "events"], names: ["store"] },
  operators: { knows: ["kernel", "site"], names: ["events", "store", "trust"] },
  replies: {
    knows: ["kernel", "events", "site", "alarms", "channels", "escalation"],
    names: ["operators", "store", "trust"],
  },
  // What people change about their own duty; answers by text live in replies.
  duty: { knows: ["kernel", "site", "escalation", "replies"], names: ["store"] },
  // The store knows the shapes of the rows, and hashes the audit trail as it writes it; it decides nothing.
  store: { knows: ["kernel", "audit", "events"], names: ["alarms", "escalation", "site"] },
  self: { knows: ["kernel", "events", "audit"], names: ["alarms", "escalation", "site", "store"] },
  // The port matrix is made from what drivers, channels and directories say, given as values.
  hardening: { knows: ["kernel", "site"], names: ["events"] },
  // Both ends of the mesh: the core's, and that of drivers and channels on other machines.
  mesh: {
    knows: ["kernel", "events", "alarms", "audit", "drivers", "channels", "speech", "trust"],
    names: ["site", "store"],
  },
  // Runs the core now and then: it is given how, and names no other room.
  failover: { knows: ["kernel", "store", "trust"], names: ["events"] },
  // Figures of the log; the file that reads it is given a client, and the one that sends reports how to send.
  numbers: { knows: ["kernel", "events", "site", "alarms", "paper"], names: ["channels", "escalation", "store"] },
  directory: { knows: ["kernel"], names: ["events", "operators", "site"] },
  incidents: {
    knows: ["kernel", "events", "site", "audit", "channels", "paper", "procedures"],
    names: ["alarms", "escalation", "store"],
  },
  // What is printed, whatever it is about.
  paper: { knows: ["kernel"], names: ["site"] },
  procedures: { knows: ["kernel", "events", "site"], names: ["alarms", "escalation", "store"] },
  api: {
    knows: [
      "incidents",
      "paper",
      "procedures",
      "kernel",
      "events",
      "site",
      "operators",
      "alarms",
      "escalation",
      "audit",
      "channels",
      "drivers",
      "hardening",
      "history",
      "numbers",
      "replies",
      "duty",
      "speech",
    ],
    names: ["directory", "failover", "mesh", "store", "trust"],
  },
  line: {
    knows: [
      "procedures",
      "numbers",
      "audit",
      "kernel",
      "store",
      "events",
      "operators",
      "drivers",
      "alarms",
      "escalation",
      "channels",
      "replies",
      "self",
      "speech",
      "site",
    ],
    names: ["trust"],
  },
  core: {
    knows: [
      "kernel",
      "store",
      "events",
      "site",
      "operators",
      "directory",
      "trust",
      "drivers",
      "alarms",
      "escalation",
      "channels",
      "replies",
      "self",
      "hardening",
      "history",
      "mesh",
      "api",
      "audit",
      "line",
    ],
    names: ["failover"],
  },
  server: {
    knows: ["kernel", "store", "events", "trust", "core"],
    names: [],
  },
  cli: {
    knows: [
      "kernel",
      "store",
      "site",
      "operators",
      "trust",
      "audit",
      "api",
      "escalation",
      "drivers",
      "channels",
      "hardening",
      "mesh",
      "failover",
      "speech",
      "server",
      "history",
    ],
    names: ["alarms", "events"],
  },
};

/** Rooms that decide: no network, no disk, no database, no library, no clock. */
const DECIDING = ["events", "alarms", "escalation"];

/** Their files that act: they may hold the clock and what they were given to write with, and still reach out themselves to nothing. */
const ACTING = [
  "src/events/intake.ts",
  "src/alarms/engine.ts",
  "src/alarms/source-links.ts",
  "src/escalation/dispatcher.ts",
  "src/escalation/coverage-watch.ts",
  "src/escalation/open-callouts.ts",
  "src/escalation/telling.ts",
];

/** Pure whatever their room does: same input, same answer, on any machine. */
const PURE_ELSEWHERE: Record<string, readonly string[]> = {
  "src/incidents/report.ts": [],
  "src/incidents/html.ts": ["node:crypto"],
  "src/paper/letters.ts": ["bidi-js"],
  "src/procedures/run.ts": [],
  "src/procedures/fits.ts": [],
  "src/procedures/call.ts": [],
  "src/procedures/sentence.ts": [],
  "src/site/procedure.ts": ["zod"],
  "src/audit/verify.ts": [],
  "src/audit/chain.ts": ["node:crypto"],
  "src/audit/merkle.ts": ["node:crypto"],
  "src/audit/note.ts": ["node:crypto"],
  "src/audit/checkpoint.ts": [],
  "src/audit/tree-check.ts": [],
  "src/kernel/wall-clock.ts": [],
  "src/site/areas.ts": [],
  "src/site/file-type.ts": [],
  "src/site/plan-check.ts": [],
  "src/speech/pronounce.ts": [],
  "src/speech/words.ts": [],
  "src/channels/drill.ts": [],
  "src/history/retention.ts": [],
  "src/history/growth.ts": [],
  "src/numbers/answers.ts": [],
  "src/numbers/bins.ts": [],
  "src/numbers/change.ts": [],
  "src/numbers/coverage.ts": [],
  "src/numbers/flood.ts": [],
  "src/numbers/habits.ts": [],
  "src/numbers/log-walk.ts": [],
  "src/numbers/position.ts": [],
  "src/numbers/stale.ts": [],
  "src/numbers/working-hours.ts": [],
  "src/channels/message-words.ts": [],
  "src/channels/template.ts": [],
  "src/channels/template-choice.ts": [],
  "src/channels/template-preview.ts": [],
  "src/replies/grammar.ts": [],
  "src/replies/fresh-text.ts": [],
  "src/replies/questions.ts": [],
  "src/replies/duty.ts": [],
  "src/replies/shelving.ts": [],
  "src/hardening/matrix.ts": ["node:crypto", "node:net"],
  "src/hardening/findings.ts": [],
  "src/hardening/lint.ts": [],
  "src/hardening/table-lint.ts": [],
  "src/hardening/firewall/rules.ts": ["node:net"],
  "src/hardening/firewall/nftables.ts": [],
  "src/hardening/firewall/iptables.ts": [],
  "src/hardening/firewall/windows.ts": [],
  "src/hardening/firewall/segments.ts": [],
};

interface Import {
  readonly target: string;
  readonly onlyTypes: boolean;
  readonly names: string;
}

const files = globSync("src/**/*.ts").filter((file) => !file.endsWith(".test.ts"));

describe("the borders of the house", () => {
  it("are drawn around something", () => {
    assert(files.length > 100, `only ${files.length} files were found`);
    assert(files.flatMap(importsOf).filter(({ target }) => target.startsWith("#")).length > 200);
  });

  it("know every room, and no room that isn't there", () => {
    assert.deepEqual([...new Set(files.map(roomOf))].sort(), Object.keys(HOUSE).sort());
  });

  it("name acting and pure files that exist", () => {
    for (const file of [...ACTING, ...Object.keys(PURE_ELSEWHERE)]) assert(files.includes(file), file);
  });

  for (const file of files) {
    it(`${file} keeps to its room`, () => {
      for (const { target, onlyTypes } of importsOf(file)) {
        if (target.startsWith("./")) continue;
        if (target.startsWith("../")) {
          assert.equal(roomOf(join(file, "..", target)), roomOf(file), `write ${target} as #room/file.ts`);
          continue;
        }
        if (!target.startsWith("#")) continue;
        const room = roomOf(file);
        const other = roomOf(`src/${target.slice(1)}`);
        const { knows, names = [] } = HOUSE[room] ?? { knows: [] };
        const may = other === room || knows.includes(other) || (onlyTypes && names.includes(other));
        assert(may, `${room} may not use ${onlyTypes ? "types of " : ""}${other}: ${target}`);
      }
    });
  }

  it("keep drivers and channels out of each other's folders", () => {
    const parts = files.filter((file) => /^src\/(drivers|channels)\/[^/]+\//.test(file));
    assert(parts.length > 10);
    for (const file of parts) {
      const [, room, own] = file.split("/");
      for (const { target } of importsOf(file)) {
        const [, otherRoom, other, inside] = resolved(file, target).split("/");
        const strange = otherRoom === room && inside !== undefined && other !== own;
        assert(!strange, `${file} reaches into ${other}: ${target}`);
      }
    }
  });
});

describe("what decides", () => {
  const deciding = files.filter((file) => DECIDING.includes(roomOf(file)));

  for (const file of deciding) {
    it(`${file} reaches out to nothing`, () => {
      for (const { target, onlyTypes } of importsOf(file)) {
        const own = target.startsWith("#") || target.startsWith(".");
        assert(own || onlyTypes, `${file} decides and may not use ${target}`);
      }
      assert.doesNotMatch(textOf(file), /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(/);
    });

    if (ACTING.includes(file)) continue;
    it(`${file} has no clock`, () => {
      for (const { target, names } of importsOf(file)) {
        if (target !== "#kernel/clock.ts") continue;
        assert.match(names, /^\{ Instant \}$/, `${file} takes its time as a parameter`);
      }
    });
  }

  for (const [file, may] of Object.entries(PURE_ELSEWHERE)) {
    it(`${file} uses nothing of the machine`, () => {
      const foreign = importsOf(file).filter(({ target, onlyTypes }) => !onlyTypes && !/^[#.]/.test(target));
      assert.deepEqual(
        foreign.filter(({ target }) => !may.includes(target)),
        [],
      );
      assert.doesNotMatch(textOf(file), /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(/);
    });
  }
});

/** `src/alarms/engine.ts` → `alarms`, `src/server.ts` → `server`. */
function roomOf(file: string): string {
  return file.split("/")[1]?.replace(/\.ts$/, "") ?? "";
}

function resolved(file: string, target: string): string {
  if (target.startsWith("#")) return `src/${target.slice(1)}`;
  return target.startsWith(".") ? join(file, "..", target) : target;
}

function textOf(file: string): string {
  return readFileSync(file, "utf8");
}

function importsOf(file: string): Import[] {
  const found = textOf(file).matchAll(
    /^(?:import|export)\b([^;"]*?)\bfrom "([^"]+)"|\bimport\("([^"]+)"\)|^import "([^"]+)"/gm,
  );
  return [...found].map(([, clause = "", from, lazy, bare]) => {
    const said = clause.trim().replace(/\s+/g, " ");
    const inBraces = /^\{(.*)\}$/.exec(said)?.[1];
    const each =
      inBraces
        ?.split(",")
        .map((name) => name.trim())
        .filter(Boolean) ?? [];
    const onlyTypes = said.startsWith("type ") || (each.length > 0 && each.every((name) => name.startsWith("type ")));
    return { target: from ?? lazy ?? bare ?? "", onlyTypes, names: said.replace(/^type /, "").replaceAll("type ", "") };
  });
}
