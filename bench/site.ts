/** Everybody is told at once by one webhook; `digest` null means one message per alarm. */
export function webhookSite(
  url: string,
  digest: { moreThan: number; withinSec: number } | null,
  startAfterSec = 0,
): object {
  return {
    channel: [
      { id: "hook", name: "Hook", kind: "webhook", settings: { secret: "bench-secret-bench-secret-bench-secret" } },
    ],
    person: [{ id: "anna", name: "Anna Berg", methods: [{ id: "hook", channel: "hook", address: url }] }],
    policy: [
      { id: "all", name: "Everybody", startAfterSec, digest, steps: [{ waitSec: 3600, tell: [{ person: "anna" }] }] },
    ],
    route: [{ id: "all", order: 1, policy: "all" }],
  };
}
