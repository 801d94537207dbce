import { Fault } from "#kernel/fault.ts";
import { storable } from "#kernel/text.ts";
import { type Site, settingsOf } from "#site/site.ts";
import type { Actor, Batch, Journal } from "#store/batch.ts";
import type { Alarm } from "./alarm.ts";
import type { Changes } from "./changes.ts";
import { judgeAcknowledgement, judgeShelving } from "./life-cycle.ts";
import type { AlarmOrder, AlarmOrders, Removal, Seen, Shelving } from "./orders.ts";
import type { PointRulebook, PointRules } from "./point-rules.ts";
import type { Tally } from "./tally.ts";

/** Whether a policy wants more persons to answer before the alarm counts as acknowledged. */
export interface Answers {
  judgeAnswer(alarm: number, actor: Actor): { readonly acknowledges: boolean; readonly because: string };
  /** Notes, within the batch, an answer that does not acknowledge the alarm yet. */
  noteAnswer(batch: Batch, alarm: number, actor: Actor): unknown;
}

/** Takes what people order, judges it, and has it done. */
export class OrderDesk implements AlarmOrders {
  answers: Answers = {
    judgeAnswer: () => ({ acknowledges: true, because: "" }),
    noteAnswer: () => undefined,
  };
  readonly #journal: Journal;
  readonly #changes: Changes;
  readonly #rulebook: PointRulebook;
  readonly #site: () => Site;

  constructor(journal: Journal, changes: Changes, rulebook: PointRulebook, site: () => Site) {
    this.#journal = journal;
    this.#changes = changes;
    this.#rulebook = rulebook;
    this.#site = site;
  }

  all(): IterableIterator<Alarm> {
    return this.#changes.register.all();
  }

  waiting(partitions: readonly string[] | null): ReturnType<Tally["of"]> {
    return this.#changes.register.tally.of(partitions);
  }

  alarm(id: number): Alarm | undefined {
    return this.#changes.register.get(id);
  }

  acknowledge(order: AlarmOrder & Seen): Promise<Alarm> {
    return this.#order(order, (batch, alarm, rules) => {
      const refusal = judgeAcknowledgement(alarm, order);
      if (refusal) throw new Fault("conflict", refusal.refused);
      const answer = this.answers.judgeAnswer(alarm.id, order.actor);
      if (!answer.acknowledges) {
        this.answers.noteAnswer(batch, alarm.id, order.actor);
        this.#changes.note(batch, alarm, order.actor, [order.comment, answer.because].filter(Boolean).join(" — "));
        return alarm;
      }
      return this.#changes.step(batch, alarm, "acknowledge", rules, order.actor, { comment: order.comment });
    });
  }

  unacknowledge(order: AlarmOrder & Seen): Promise<Alarm> {
    return this.#order(order, (batch, alarm, rules) => {
      const refusal = judgeAcknowledgement(alarm, order);
      if (refusal) throw new Fault("conflict", refusal.refused);
      return this.#changes.step(batch, alarm, "unacknowledge", rules, order.actor, { comment: order.comment });
    });
  }

  reset(order: AlarmOrder): Promise<Alarm> {
    return this.#order(order, (batch, alarm, rules) =>
      this.#changes.step(batch, alarm, "reset", rules, order.actor, { comment: order.comment }),
    );
  }

  shelve(order: AlarmOrder & Shelving): Promise<Alarm> {
    return this.#order(order, (batch, alarm, rules) => {
      if (order.unlessDone && alarm.shelf) {
        throw new Fault("conflict", `${alarm.shelf.by} was faster: this alarm is on the shelf already.`);
      }
      const limits = settingsOf(this.#site()).shelving;
      const judged = judgeShelving(alarm, { ...order, by: order.actor.id }, limits, batch.now);
      if ("refused" in judged) throw new Fault("forbidden", judged.refused);
      const context = { shelf: judged.shelf, comment: order.comment, detail: order.reason };
      return this.#changes.step(batch, alarm, "shelve", rules, order.actor, context);
    });
  }

  unshelve(order: AlarmOrder): Promise<Alarm> {
    return this.#order(order, (batch, alarm, rules) =>
      this.#changes.step(batch, alarm, "unshelve", rules, order.actor, { comment: order.comment }),
    );
  }

  remove(order: AlarmOrder & Removal): Promise<Alarm> {
    return this.#order(order, (batch, alarm, rules) => {
      if (order.unlessDone && alarm.outOfService) {
        const who = alarm.outOfService.by;
        throw new Fault("conflict", `${who} was faster: this alarm is out of service already.`);
      }
      const reason = order.reason.trim();
      if (reason === "") throw new Fault("invalid", "Taking an alarm out of service needs a reason.");
      const outOfService = { by: order.actor.id, reason: storable(reason, 500), until: order.until ?? null };
      const context = { outOfService, comment: order.comment, detail: reason };
      return this.#changes.step(batch, alarm, "remove", rules, order.actor, context);
    });
  }

  restore(order: AlarmOrder): Promise<Alarm> {
    return this.#order(order, (batch, alarm, rules) =>
      this.#changes.step(batch, alarm, "restore", rules, order.actor, { comment: order.comment }),
    );
  }

  comment(order: AlarmOrder & { comment: string }): Promise<Alarm> {
    return this.#order(order, (batch, alarm) => {
      if (order.comment.trim() === "") throw new Fault("invalid", "An empty comment says nothing; write something.");
      this.#changes.note(batch, alarm, order.actor, order.comment.trim());
      return alarm;
    });
  }

  #order(order: AlarmOrder, act: (batch: Batch, alarm: Alarm, rules: PointRules) => Alarm): Promise<Alarm> {
    const lane = this.#changes.register.get(order.alarm)?.priority === "life-safety" ? "life-safety" : "alarm";
    return this.#journal.submit(lane, (batch) => {
      const alarm = this.#changes.register.get(order.alarm);
      if (!alarm) throw new Fault("not-found", `There is no alarm ${order.alarm}.`);
      return act(batch, alarm, this.#rulebook.of(alarm.source, alarm.point));
    });
  }
}
