/** Everybody is told at once by one webhook; `digest` null means one message per alarm. */
export function webhookSite(
  url: string,
  digest: { moreThan: number; withinSec: number } | null,
  startAfterSec = 0,
): object {
  const settings = { secret: "bench-secret-bench-secret-bench-secret" };
  return siteOf({ kind: "webhook", settings }, url, digest, startAfterSec);
}

/** The same by a channel of any kind; alarms of Tocsin's own tell nobody. */
export function siteOf(
  channel: { readonly kind: string; readonly settings: object },
  address: string,
  digest: { moreThan: number; withinSec: number } | null,
  startAfterSec = 0,
): object {
  return {
    channel: [{ id: "hook", name: "Hook", ...channel }],
    person: [{ id: "anna", name: "Anna Berg", methods: [{ id: "hook", channel: "hook", address }] }],
    policy: [
      { id: "all", name: "Everybody", startAfterSec, digest, steps: [{ waitSec: 3600, tell: [{ person: "anna" }] }] },
    ],
    route: [{ id: "all", order: 1, sources: ["bench"], policy: "all" }],
  };
}

/** High alarms go to one webhook, medium ones to another. */
export function twoWebhooksSite(url: string, otherUrl: string): object {
  const { channel, person, policy, route } = webhookSite(url, null) as Record<string, object[]>;
  const settings = { secret: "bench-secret-bench-secret-bench-secret" };
  return {
    channel: [...(channel ?? []), { id: "other", name: "Other", kind: "webhook", settings }],
    person: [
      ...(person ?? []),
      { id: "ben", name: "Ben Moor", methods: [{ id: "hook", channel: "other", address: otherUrl }] },
    ],
    policy: [
      ...(policy ?? []),
      { id: "others", name: "Others", digest: null, steps: [{ waitSec: 3600, tell: [{ person: "ben" }] }] },
    ],
    route: [...(route ?? []), { id: "others", order: 0, priorities: ["medium"], policy: "others" }],
  };
}
