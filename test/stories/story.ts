import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { stringify } from "yaml";
import type { AlarmView } from "#api/alarm-view.ts";
import { control } from "#cli/control.ts";
import { openLog } from "#kernel/log.ts";
import { loadSettings } from "#kernel/settings.ts";
import { type Server, startServer } from "#server.ts";
import { type Answer, HttpsClient } from "../peers/https-client.ts";
import { type Mail, MailServer } from "../peers/mail-server.ts";
import { furnishDatabase } from "../peers/prepared-database.ts";
import { scratchFolder } from "../peers/scratch-folder.ts";
import { SteppedClock } from "../peers/stepped-clock.ts";
import { runTocsin, type Told } from "../peers/tocsin-command.ts";
import { type Posted, WebhookReceiver } from "../peers/webhook-receiver.ts";

/** After this a story that waits has failed. */
const PATIENCE_MS = 120_000;

/** A site by the keys of a site file. */
export type SiteFile = Readonly<Record<string, unknown>>;

/** What a site can name. */
export interface FarSides {
  /** The channels `mail` and `hook`. */
  readonly channels: readonly object[];
  /** A person who is reached by these channels, in this order: mail at `<id>@plant.example`, hook at `/<id>`. */
  readonly person: (id: string, by?: readonly ("mail" | "hook")[], rest?: object) => object;
}

/** An alarm with its history, as `GET /api/v1/alarms/:id` gives it. */
export interface AlarmStory {
  readonly alarm: AlarmView;
  readonly transitions: readonly { readonly input: string; readonly to: string; readonly actor: string }[];
  readonly callouts: readonly { readonly id: number; readonly state: string; readonly because: string }[];
  readonly notifications: readonly {
    readonly person: string;
    readonly method: string;
    readonly channel: string;
    readonly step: number;
    readonly state: string;
    readonly because: string;
  }[];
}

/** What came to a far side. Whatever the story doesn't take fails it at its end. */
export class Arrivals<T> {
  readonly all: T[] = [];
  readonly #untaken: T[] = [];
  readonly #what: string;
  readonly #story: Story;

  constructor(what: string, story: Story) {
    this.#what = what;
    this.#story = story;
  }

  came(one: T): void {
    this.all.push(one);
    this.#untaken.push(one);
    this.#story.happened();
  }

  /** The oldest one that fits and wasn't taken, as soon as it is there. */
  async take(what: string, fits: (one: T) => boolean): Promise<T> {
    const wanted = () => this.#untaken.find(fits);
    const found = await this.#story
      .until(what, wanted)
      .catch((thrown: unknown) => assert.fail(`${String(thrown)}. Untaken are: ${JSON.stringify(this.#untaken)}`));
    this.#untaken.splice(this.#untaken.indexOf(found), 1);
    return found;
  }

  /** All that came and wasn't taken. */
  takeAll(): T[] {
    return this.#untaken.splice(0);
  }

  assertNothingElse(): void {
    assert.deepEqual(this.#untaken, [], `${this.#what} that nobody expected`);
  }
}

/**
 * The whole server in this process, with a mail server, a webhook receiver and a signed-in administrator. Ends with the
 * test, and fails it when a message came that it didn't take.
 */
export class Story {
  readonly clock = new SteppedClock();
  readonly mails = new Arrivals<Mail>("mails", this);
  readonly posts = new Arrivals<Posted>("webhook messages", this);
  readonly folder = scratchFolder("tocsin-story-");
  readonly dataFolder = join(this.folder, "data");
  readonly #ending: (() => unknown)[] = [];
  #server: Server | undefined;
  #client: HttpsClient | undefined;
  #mailServer: MailServer | undefined;
  #receiver: WebhookReceiver | undefined;
  #cookie = "";
  #start = () => Promise.resolve();
  #token = "";
  #publicUrl = "";
  #happened = 0;
  #wake = () => {};

  /**
   * @param settings further lines of `tocsin.yaml`
   * @param site what is applied, and all of its contact methods vouched for, before the story begins
   */
  static async open(t: TestContext, site?: (far: FarSides) => SiteFile, settings = ""): Promise<Story> {
    const story = new Story();
    t.after(() => story.#end());
    await story.#begin(settings);
    if (site) await story.apply(site(story.far));
    return story;
  }

  get server(): Server {
    return this.#server ?? assert.fail("the server does not run");
  }

  /** Where browsers are told to find this server; they are let in on another port. */
  get publicUrl(): string {
    return this.#publicUrl;
  }

  get mailServer(): MailServer {
    return this.#mailServer ?? assert.fail("the mail server does not run");
  }

  get far(): FarSides {
    const receiver = this.#receiver ?? assert.fail("the webhook receiver does not run");
    return {
      channels: [
        { id: "mail", name: "Mail", kind: "smtp", settings: this.mailServer.settings },
        { id: "hook", name: "Hook", kind: "webhook", settings: { secret: "sixteen characters at least" } },
      ],
      person: (id, by = ["mail"], rest = {}) => ({
        id,
        name: `${id.charAt(0).toUpperCase()}${id.slice(1)}`,
        methods: by.map((channel) => ({
          id: channel,
          channel,
          address: channel === "mail" ? `${id}@plant.example` : receiver.url(id),
        })),
        ...rest,
      }),
    };
  }

  /** Something has changed that somebody may wait for. */
  happened(): void {
    this.#happened++;
    this.#wake();
  }

  /**
   * Resolves with what `probe` finds. Asks it again after everything that happens, on the feed and at the far sides, and
   * now and then, for what happens without a word.
   */
  async until<T>(
    what: string,
    probe: () => T | Promise<T>,
  ): Promise<Exclude<Awaited<T>, false | null | undefined | "" | 0>> {
    let late = false;
    const deadline = setTimeout(() => {
      late = true;
      this.#wake();
    }, PATIENCE_MS);
    const now = setInterval(() => this.happened(), 250);
    const leave = this.server.core.feed.listen(() => this.happened());
    try {
      for (;;) {
        const seen = this.#happened;
        const found = await probe();
        if (found) return found as Exclude<Awaited<T>, false | null | undefined | "" | 0>;
        const before = this.#wake;
        while (seen === this.#happened && !late) {
          await new Promise<void>((resolve) => {
            this.#wake = () => {
              before();
              resolve();
            };
          });
        }
        this.#wake = before;
        if (late) throw new Error(`it did not become true that ${what}`);
      }
    } finally {
      clearTimeout(deadline);
      clearInterval(now);
      leave();
    }
  }

  /** Asks as the administrator's page does. */
  async ask(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }> {
    const { status, text } = await this.askAs(
      { cookie: this.#cookie, "sec-fetch-site": "same-origin" },
      method,
      path,
      body,
    );
    return { status, body: text === "" ? null : JSON.parse(text) };
  }

  /** The body of an answer that is good. */
  async get<T>(path: string): Promise<T> {
    return (await this.good("GET", path)) as T;
  }

  async good(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await this.ask(method, path, body);
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Asks as anybody: what comes back is as it was. */
  askAs(headers: Record<string, string>, method: string, path: string, body?: object | string): Promise<Answer> {
    return (this.#client ?? assert.fail("there is no client")).ask(method, path, headers, body);
  }

  /** Reports events of a source of the driver http, and resolves when they are stored. */
  async report(source: string, events: readonly object[]): Promise<void> {
    const { status, text } = await this.askAs({ authorization: `Bearer ${this.#token}` }, "POST", "/api/v1/events", {
      source,
      events,
    });
    assert.equal(status, 202, text);
  }

  /** The whole list, page by page. */
  async alarms(query = "state=all"): Promise<AlarmView[]> {
    const alarms: AlarmView[] = [];
    for (let cursor = ""; ; ) {
      const page = await this.get<{ items: AlarmView[]; next: string | null }>(
        `/api/v1/alarms?limit=500&${query}${cursor}`,
      );
      alarms.push(...page.items);
      if (page.next === null) return alarms;
      cursor = `&cursor=${encodeURIComponent(page.next)}`;
    }
  }

  /** The open alarm of that point, as soon as it is there. @param point `tocsin/channel/mail` */
  alarm(point: string, fits: (alarm: AlarmView) => boolean = ({ active }) => active): Promise<AlarmView> {
    return this.until(`${point} is in alarm as expected`, async () =>
      (await this.alarms("state=all")).find((alarm) => `${alarm.source}/${alarm.point}` === point && fits(alarm)),
    );
  }

  alarmStory(id: number): Promise<AlarmStory> {
    return this.get<AlarmStory>(`/api/v1/alarms/${id}`);
  }

  /** The sentences of the audit trail, the oldest first. */
  async sentences(object?: string): Promise<string[]> {
    const about = object === undefined ? "" : `&object=${encodeURIComponent(object)}`;
    const { items } = await this.get<{ items: { sentence: string }[] }>(`/api/v1/audit-trail?limit=500${about}`);
    return items.map(({ sentence }) => sentence).toReversed();
  }

  /** Applies a site file by the control socket: its people first, whose contact methods are vouched for. */
  async apply(site: SiteFile): Promise<void> {
    const apply = (part: SiteFile) => this.#control("POST", "/api/v1/site/apply", { yaml: stringify(part) });
    const { channels = [], persons = [] } = site as {
      channels?: object[];
      persons?: { id: string; methods: { id: string }[] }[];
    };
    await apply({ channels, persons });
    for (const { id, methods } of persons) for (const method of methods) await this.vouch(id, method.id);
    await apply(site);
  }

  async vouch(person: string, method: string): Promise<void> {
    const path = `/api/v1/persons/${person}/methods/${method}/verification`;
    await this.#control("PUT", path, { vouch: true, reason: "the story knows this address" });
  }

  /** Writes a file into the story's folder and answers its path. */
  file(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  /** Runs `tocsin <args>` on this server's data folder, as a person would. */
  tocsin(...args: readonly string[]): Promise<Told> {
    return runTocsin(this.dataFolder, args);
  }

  /** Stops the server, lets something happen to its files, and starts it again. */
  async restart(meanwhile: () => unknown = () => {}): Promise<void> {
    this.#client?.close();
    await this.server.stop();
    await meanwhile();
    await this.#start();
  }

  /** Closed when the story ends, before its server. */
  ending<T extends { close(): unknown }>(part: T): T {
    this.#ending.push(() => part.close());
    return part;
  }

  async #begin(settingLines: string): Promise<void> {
    this.#mailServer = await MailServer.open((mail) => this.mails.came(mail));
    this.#receiver = await WebhookReceiver.open((posted) => this.posts.came(posted));
    const file = join(this.folder, "tocsin.yaml");
    writeFileSync(file, `dataFolder: ${this.dataFolder}\nlisten: { host: 127.0.0.1, port: 0 }\n${settingLines}`);
    const level = (process.env["TOCSIN_TEST_LOG"] ?? "silent") as "silent";
    const settings = loadSettings({ file });
    this.#publicUrl = settings.publicUrl;
    this.#start = async () => {
      this.#server = await startServer({ settings, log: openLog(level), clock: this.clock });
      await this.#server.active;
      const authority = readFileSync(join(this.dataFolder, "trust", "site-ca.pem"), "utf8");
      this.#client = await new HttpsClient(this.#server.port, authority).trusted();
    };
    await furnishDatabase(this.dataFolder);
    await this.#start();
    const { code } = (await this.#control("POST", "/api/v1/enrolment/code")) as { code: string };
    const administrator = { id: "anna.keller", name: "Anna Keller", password: "violet tractor sings 9 hymns" };
    const enrolled = await this.askAs({}, "POST", "/api/v1/enrolment", { code, ...administrator });
    this.#cookie = enrolled.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
    const { token } = (await this.good("POST", "/api/v1/tokens", { name: "story", scopes: ["events:write"] })) as {
      token: string;
    };
    this.#token = token;
  }

  async #control(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await control(this.dataFolder).request(method, path, body);
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async #end(): Promise<void> {
    for (const end of this.#ending.toReversed()) await end();
    this.#client?.close();
    await this.#server?.stop();
    await this.#receiver?.close();
    await this.#mailServer?.down();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    this.mails.assertNothingElse();
    this.posts.assertNothingElse();
  }
}
