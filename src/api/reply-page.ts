import type { FastifyInstance } from "fastify";
import type { Clock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Inbox } from "#replies/inbox.ts";
import type { Look } from "#replies/outcome.ts";
import { aboutAlarm, outcomePage, PAGE_HEADERS, replyPage, troublePage } from "#replies/page.ts";
import { TEXTS } from "#replies/texts.ts";
import type { Language } from "#site/language.ts";
import { languageOf, type Site, settingsOf } from "#site/site.ts";
import { type Zones, zonesOf } from "#site/time-words.ts";

const BODY_BYTES = 4096;
const PER_MINUTE = 60;
const ADDRESSES = 10_000;

export interface ReplyPageHost {
  readonly clock: Clock;
  /** Asked at every request: only an active core has one. */
  readonly inbox: () => Pick<Inbox, "look" | "answer">;
  readonly site: () => Site;
}

interface Link {
  readonly Params: { token: string };
}

/** The page behind the link in a message. Opening it changes nothing, since mail scanners open links too; its form acts. */
export function registerReplyPage(app: FastifyInstance, { clock, inbox, site }: ReplyPageHost): void {
  const limit = new PerMinute(clock);
  const siteLanguage = () => settingsOf(site()).language;
  const zonesFor = ({ notification }: Look): Zones =>
    zonesOf(site(), site().items.person.get(notification?.person ?? "")?.body);
  const languageFor = ({ notification }: Look): Language => languageOf(site(), notification?.person ?? "");
  app.register((scope, _options, done) => {
    scope.addContentTypeParser(
      "application/x-www-form-urlencoded",
      { parseAs: "string", bodyLimit: BODY_BYTES },
      (_request, body, parsed) => parsed(null, new URLSearchParams(String(body))),
    );
    scope.addHook("onRequest", (request, reply, next) => {
      reply.headers(PAGE_HEADERS);
      if (limit.admits(request.ip)) return next();
      reply
        .code(429)
        .header("retry-after", "60")
        .send(troublePage(({ tooMany }) => tooMany, siteLanguage()));
    });
    scope.setErrorHandler((thrown, _request, reply) => {
      const status = statusOf(thrown);
      const page = troublePage(
        ({ notNow, notTaken, failedHere }) =>
          status === 503 ? notNow : notTaken(status < 500 ? saying(thrown) : failedHere),
        siteLanguage(),
      );
      return reply.code(status).headers(PAGE_HEADERS).send(page);
    });

    scope.get<Link>("/r/:token", { config: { needs: "open" } }, async ({ params }, reply) => {
      const look = await inbox().look(params.token);
      return reply.code(look.state === "unknown" ? 404 : 200).send(replyPage(look, zonesFor(look), languageFor(look)));
    });

    scope.post<Link>("/r/:token", { config: { needs: "open" } }, async ({ params, body }, reply) => {
      const form = body instanceof URLSearchParams ? body : new URLSearchParams();
      const verb = form.get("verb");
      if (verb !== "acknowledge" && verb !== "on-my-way" && verb !== "escalate") {
        return reply.code(400).send(troublePage(({ noButton }) => noButton, siteLanguage()));
      }
      // What only makes the page better must not keep an answer from being taken.
      const look = await inbox()
        .look(params.token)
        .catch(() => null);
      const written = (form.get("comment") ?? "").trim().slice(0, 500);
      const isComing = verb === "on-my-way";
      const coming = TEXTS[look ? languageFor(look) : siteLanguage()].page.onMyWay;
      const outcome = await inbox().answer(params.token, {
        verb: isComing ? "acknowledge" : verb,
        comment: [...(isComing ? [coming] : []), ...(written === "" ? [] : [written])].join(". "),
      });
      const about = look && aboutAlarm(look, zonesFor(look), languageFor(look));
      return reply
        .code(outcome.kind === "done" ? 200 : 409)
        .send(outcomePage(outcome, outcome.language ?? siteLanguage(), about));
    });
    done();
  });
}

function statusOf(thrown: unknown): number {
  if (thrown instanceof Fault) return thrown.transient || thrown.code === "not-active" ? 503 : 409;
  if (typeof thrown !== "object" || thrown === null) return 500;
  if (
    "problem" in thrown &&
    typeof thrown.problem === "object" &&
    thrown.problem !== null &&
    "status" in thrown.problem
  ) {
    return Number(thrown.problem.status);
  }
  return "statusCode" in thrown && typeof thrown.statusCode === "number" ? thrown.statusCode : 500;
}

/** Against load only: a token of 256 bits is not guessed. */
class PerMinute {
  readonly #clock: Clock;
  #minute = 0;
  #times = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  admits(address: string): boolean {
    const minute = Math.floor(this.#clock.now() / 60_000);
    if (minute !== this.#minute || this.#times.size > ADDRESSES) {
      this.#minute = minute;
      this.#times = new Map();
    }
    const times = (this.#times.get(address) ?? 0) + 1;
    this.#times.set(address, times);
    return times <= PER_MINUTE;
  }
}
