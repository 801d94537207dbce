import { readFileSync } from "node:fs";
import type { Locator, Page } from "playwright-core";
import type { setup } from "../../web/src/texts/english/setup.ts";
import type { Translated } from "../../web/src/texts/translated.ts";
import { againUntil } from "./again-until.ts";

interface WalkParts {
  readonly page: Page;
  /** What the page says, in the language of whoever walks. */
  readonly words: Translated<typeof setup>["setup"];
  /** Told what is seen, to judge it: the whole dialog each time. */
  readonly look: (what: string, dialog: Locator) => Promise<void>;
}

/** An integrator brings points in as a table, changes many together and makes more of one, in whatever language. */
export class SetupWalk {
  readonly #parts: WalkParts;

  constructor(parts: WalkParts) {
    this.#parts = parts;
  }

  get #dialog(): Locator {
    return this.#parts.page.getByRole("dialog");
  }

  #press(name: string, exact = true): Promise<void> {
    return this.#dialog.getByRole("button", { name, exact }).click();
  }

  #checked(create: number, change: number, remove: number): Promise<void> {
    const said = this.#parts.words.dryRun.changes(create, change, remove);
    return this.#dialog.getByTestId("many-check").getByText(said).waitFor();
  }

  async open(button: string): Promise<void> {
    const { page } = this.#parts;
    await againUntil(this.#dialog, () => page.getByRole("button", { name: `${button}…` }).click({ timeout: 2000 }));
  }

  async choose(text: string): Promise<void> {
    const input = this.#dialog.locator("input[type=file]");
    await input.setInputFiles([]);
    await input.setInputFiles({ name: "points.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  }

  /** Two rows are wrong, each otherwise: they are saved with what is wrong, left out, and taken in again. */
  async mistakes(): Promise<string> {
    const { page, words, look } = this.#parts;
    await this.choose(
      "Quelle;Adresse;Bezeichnung;Priorität;HiHi;note\nplc;t9;Boiler;urgent;90;x\nplx;t8;Fan;high;;z\nplc;t1;Pump 1;high;;y\n",
    );
    await this.#dialog.getByText(words.csv.wrong(2)).waitFor();
    await look("table with mistakes", this.#dialog);
    const [file] = await Promise.all([page.waitForEvent("download"), this.#press(words.csv.saveWrong(2))]);
    await this.#press(words.csv.leaveRowsOut(2));
    await this.#dialog.getByText(words.csv.leftOut(2)).waitFor();
    await this.#press(words.many.preview);
    await this.#dialog.getByTestId("many-check").getByText("plc/t1").first().waitFor();
    await this.#press(words.csv.takeIn);
    await this.#dialog.getByTestId("wrong-rows").waitFor();
    return readFileSync(await file.path(), "utf8");
  }

  /** One point is added, one changed, and `gone` are removed. */
  async imports(gone: number): Promise<void> {
    const { page, words, look } = this.#parts;
    await this.choose("Quelle;Adresse;Bezeichnung;Priorität;HiHi\nplc;t9;Boiler;high;90\nplc;t1;Pump 1;high;\n");
    await this.#dialog.getByText(words.csv.found(2, words.csv.separators[";"] ?? "")).waitFor();
    await this.#dialog.getByLabel(words.csv.prune).check();
    await this.#press(words.many.preview);
    await this.#checked(1, 1, gone);
    await look("preview of a table", this.#dialog);
    await this.#press(words.csv.apply(2));
    await this.#dialog.waitFor({ state: "detached" });
    await page.getByText(words.points.count(2, 2), { exact: true }).waitFor();
  }

  /** Both points get the same instructions. @param field what the form calls them */
  async changesTogether(field: string): Promise<void> {
    const { page, words, look } = this.#parts;
    await page.getByLabel(words.points.selectAll).check();
    await this.open(words.points.bulk);
    await this.#dialog.getByLabel(words.bulk.change(field)).check();
    await this.#dialog.locator("[name=instructions]").fill("Room 17");
    await this.#press(words.many.preview);
    await this.#checked(0, 2, 0);
    await look("change together", this.#dialog);
    await this.#press(words.bulk.apply(2));
    await this.#dialog.waitFor({ state: "detached" });
    await page.getByText(words.points.noInstructions, { exact: true }).first().waitFor({ state: "detached" });
  }

  /** Twenty more of the one that is left selected. */
  async makesMany(): Promise<void> {
    const { page, words, look } = this.#parts;
    await page.getByLabel(words.points.select("plc/t9")).uncheck();
    await this.open(words.instances.button);
    await this.#dialog.getByLabel(words.instances.count).fill("20");
    await this.#dialog.getByTestId("instances").getByText("plc/t1-1", { exact: true }).waitFor();
    await this.#press(words.many.preview);
    await this.#checked(20, 0, 0);
    await look("made from a template", this.#dialog);
    await this.#press(words.instances.create(20));
    await this.#dialog.waitFor({ state: "detached" });
    await page.getByText(words.points.count(22, 22), { exact: true }).waitFor();
  }
}
