import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { Secret } from "#kernel/secret.ts";
import { readDocument } from "#site/check.ts";
import { asPage, cookieOf, enrolled, openTestCore, PASSWORD, type TestCore } from "../../test/peers/api-core.ts";

const BY = { actor: { id: "cli:test", via: "cli" as const } };
const SVG = `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`;
const PNG_HEAD = Buffer.from("89504e470d0a1a0a0000000d494844520000014000000 0f0".replaceAll(" ", ""), "hex");
const idOf = (content: string | Buffer) => createHash("sha256").update(content).digest("hex");

interface View {
  readonly id: string;
  readonly usedBy: readonly unknown[];
  readonly detail: string;
  readonly items: readonly { readonly id: string; readonly name: string }[];
  readonly errors: readonly { readonly message: string }[];
}

describe("uploaded files", () => {
  let test: TestCore;
  let anna: string;

  before(async () => {
    test = await openTestCore();
    anna = await enrolled(test);
    await put("setting", { id: "site", files: { largestMb: 2, totalMb: 3 }, approvals: { fourEyes: "off" } });
  });
  after(() => test.close());

  const put = async (kind: Parameters<typeof readDocument>[0], body: object) => {
    const reading = readDocument(kind, body);
    assert.ok("document" in reading, JSON.stringify(reading));
    await test.site.put(reading.document, BY);
  };
  const upload = async (name: string, content: string | Buffer, more = "", type = "application/octet-stream") => {
    const answer = await test.api.app.inject({
      method: "POST",
      url: `/api/v1/files?name=${encodeURIComponent(name)}${more}`,
      headers: { ...asPage(anna), "content-type": type },
      payload: content,
    });
    return { status: answer.statusCode, json: answer.json<View>() };
  };
  const ask = async (url: string, method: "GET" | "DELETE" = "GET", headers: object = {}) =>
    test.api.app.inject({ method, url, headers: { ...asPage(anna), ...headers } });
  const chunks = async () => (await test.look.query("select 1 from core.file_chunk")).rowCount;

  it("are told by their content, whatever they call themselves, and come back as they were", async () => {
    const picture = Buffer.concat([PNG_HEAD, Buffer.alloc(600_000, 7)]);
    const { status, json } = await upload("läge <b>.svg", picture, "", "image/svg+xml");
    assert.equal(status, 201, JSON.stringify(json));
    assert.equal(json.id, idOf(picture));
    assert.deepEqual(
      { ...json, uploadedAt: 0 },
      {
        id: idOf(picture),
        name: "läge <b>.svg",
        type: "image/png",
        bytes: picture.length,
        width: 320,
        height: 240,
        uploadedAt: 0,
        uploadedBy: "operator:anna.keller",
        alarms: [],
        usedBy: [],
      },
    );
    const answer = await ask(`/api/v1/files/${json.id}`);
    assert.equal(idOf(answer.rawPayload), json.id);
    assert.equal(answer.headers["content-type"], "image/png");
    assert.equal(answer.headers["x-content-type-options"], "nosniff");
    assert.match(String(answer.headers["cache-control"]), /private.*immutable/);
    assert.equal(answer.headers["content-disposition"], "inline; filename*=UTF-8''l%C3%A4ge%20%3Cb%3E.svg");
    const etag = String(answer.headers.etag);
    assert.equal((await ask(`/api/v1/files/${json.id}`, "GET", { "if-none-match": etag })).statusCode, 304);
    const trail = await test.look.query("select sentence from audit.entry where action = 'file.uploaded'");
    assert.deepEqual(trail.rows, [
      { sentence: `Anna Keller uploaded the file 'läge <b>.svg' (image/png, ${picture.length} bytes).` },
    ]);
  });

  it("are stored once, however often they come", async () => {
    const stored = await chunks();
    const { status } = await upload("again.png", Buffer.concat([PNG_HEAD, Buffer.alloc(600_000, 7)]));
    assert.equal(status, 200);
    assert.equal(await chunks(), stored);
  });

  it("run nothing: a hostile SVG is shown in a sandbox that loads nothing", async () => {
    const { json } = await upload("plan.svg", SVG);
    const answer = await ask(`/api/v1/files/${json.id}`);
    assert.equal(answer.headers["content-type"], "image/svg+xml");
    assert.equal(answer.headers["content-security-policy"], "sandbox; default-src 'none'; style-src 'unsafe-inline'");
  });

  const big = (bytes: number) => Buffer.concat([PNG_HEAD, Buffer.alloc(bytes)]);
  const REFUSED: readonly (readonly [string, string | Buffer, number, RegExp])[] = [
    ["too large", big(2 * 1024 * 1024), 413, /may have 2 MB \(files\.largestMb/],
    ["no picture", "<html><script>alert(1)</script>", 415, /choose a PNG, JPEG/],
    ["empty", "", 422, /holds nothing/],
    [
      "too many pixels",
      Buffer.concat([PNG_HEAD.subarray(0, 16), Buffer.from("0000ffff0000ffff", "hex")]),
      422,
      /65535 × 65535/,
    ],
  ];
  for (const [what, content, expected, why] of REFUSED) {
    it(`are refused when they are ${what}, and nothing of them stays`, async () => {
      const stored = await chunks();
      const { status, json } = await upload("x.png", content);
      assert.equal(status, expected);
      assert.match(json.detail, why);
      assert.equal(await chunks(), stored);
    });
  }

  it("are refused beyond what all of them may have together", async () => {
    const full = await upload("one.png", big(1_900_000));
    assert.equal(full.status, 201);
    const { status, json } = await upload("two.png", big(1_000_000));
    assert.equal(status, 413);
    assert.match(json.detail, /All files together may have 3 MB \(files\.totalMb/);
    assert.equal((await ask(`/api/v1/files/${full.json.id}`, "DELETE")).statusCode, 204);
    assert.equal((await upload("two.png", big(1_000_000))).status, 201);
  });

  it("must be there before a document shows them, and stay while one does", async () => {
    const gone = "f".repeat(64);
    const refused = await test.api.app.inject({
      method: "PUT",
      url: "/api/v1/site/area/hall",
      headers: asPage(anna),
      payload: { id: "hall", name: "Hall", pictures: [gone] },
    });
    assert.equal(refused.statusCode, 422);
    assert.match(refused.json<View>().errors[0]?.message ?? "", /pictures\[0\]: expected the id of an uploaded file/);
    const id = idOf(SVG);
    await put("area", { id: "hall", name: "Hall", pictures: [id] });
    const kept = await ask(`/api/v1/files/${id}`, "DELETE");
    assert.equal(kept.statusCode, 409);
    assert.match(kept.json<View>().detail, /'plan\.svg' is shown by the area 'hall'/);
    await test.site.remove("area", "hall", BY);
    assert.equal((await ask(`/api/v1/files/${id}`, "DELETE")).statusCode, 204);
    assert.equal((await ask(`/api/v1/files/${id}`)).statusCode, 404);
  });

  it("of an alarm stay with it, and none is taken for an alarm that isn't there", async () => {
    await test.core.report("plc", [{ point: "1", kind: "raise", category: "technical", condition: "high", raw: "" }]);
    const alarm = [...test.core.alarms.all()].find(({ source }) => source === "plc")?.id;
    const { json } = await upload("photo.svg", `${SVG} `, `&alarm=${alarm}`);
    const kept = await ask(`/api/v1/files/${json.id}`, "DELETE");
    assert.match(kept.json<View>().detail, new RegExp(`shown by alarm ${alarm}`));
    assert.equal((await upload("x.svg", SVG, "&alarm=999999")).status, 404);
  });

  it("that a killed server left half-way go with a later upload, and those under way stay", async () => {
    const at = test.clock.now();
    for (const [key, minutes] of [
      ["abandoned", 61],
      ["under-way", 5],
    ] as const) {
      for (const number of [0, 1]) {
        const values = [key, number, new Date(at - minutes * 60_000)];
        await test.look.query(
          "insert into core.file_chunk (upload, number, stored_at, data) values ($1, $2, $3, 'x')",
          values,
        );
      }
    }
    const { json } = await upload("later.svg", `${SVG}    `);
    const { rows } = await test.look.query(
      "select upload, number from core.file_chunk where upload in ('abandoned', 'under-way')",
    );
    assert.deepEqual(rows, [
      { upload: "under-way", number: 0 },
      { upload: "under-way", number: 1 },
    ]);
    assert.equal((await ask(`/api/v1/files/${json.id}`, "DELETE")).statusCode, 204);
  });

  it("are seen by whoever sees what shows them, and for others don't exist", async () => {
    await put("partition", { id: "north", name: "North" });
    const roles = [{ role: "operator", partitions: ["north"] }];
    const nora = { id: "nora.lind", name: "Nora Lind", password: new Secret(PASSWORD), roles, person: null };
    await test.access.accounts.create(nora, { kind: "machine", id: "cli:test" }, { approved: true });
    const entered = await test.api.app.inject({
      method: "POST",
      url: "/api/v1/session",
      payload: { id: "nora.lind", password: PASSWORD },
    });
    const cookie = cookieOf(entered.headers["set-cookie"]);
    const look = async (url: string) => test.api.app.inject({ url, headers: asPage(cookie) });
    const own = (await upload("north.svg", `${SVG}  `)).json.id;
    const plan = (more: object) => ({ name: "P", kind: "floor", levels: [{ id: "g", name: "G", file: own }], ...more });
    await put("plan", { id: "whole", ...plan({}) });
    assert.equal((await look(`/api/v1/files/${own}`)).statusCode, 404);
    assert.equal((await look("/api/v1/site/plan/whole")).statusCode, 404);
    assert.deepEqual((await look("/api/v1/files")).json<View>().items, []);
    await put("area", { id: "yard", name: "Yard", partition: "north" });
    await put("plan", { id: "yard", ...plan({ area: "yard" }) });
    assert.equal((await look(`/api/v1/files/${own}`)).statusCode, 200);
    assert.deepEqual(
      (await look("/api/v1/files")).json<View>().items.map(({ name }) => name),
      ["north.svg"],
    );
    assert.deepEqual((await look(`/api/v1/files`)).json<View & { items: View[] }>().items[0]?.usedBy, [
      { kind: "plan", id: "yard" },
    ]);
    for (const id of ["yard", "whole"]) await test.site.remove("plan", id, BY);
    assert.equal((await ask(`/api/v1/files/${own}`, "DELETE")).statusCode, 204);
  });

  it("are listed, the newest first, page by page", async () => {
    const first = (await ask("/api/v1/files?limit=1")).json<View & { next: string }>();
    assert.deepEqual(
      first.items.map(({ name }) => name),
      ["photo.svg"],
    );
    const rest = (await ask(`/api/v1/files?cursor=${first.next}`)).json<View>();
    assert.deepEqual(
      rest.items.map(({ name }) => name),
      ["two.png", "läge <b>.svg"],
    );
  });
});
