import { useEffect } from "react";
import { call } from "../api/client.ts";
import { onWaking } from "../link/waking.ts";
import { idleStep } from "./idle.ts";
import { lockDesk } from "./lock-desk.ts";

const INPUTS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;

/** Tells the server that somebody is at the screen, and locks it when nobody is, or by Alt+Shift+L. */
export function useIdle(lockAfterMs: number): void {
  useEffect(() => {
    let inputAt = Date.now();
    let toldAt = inputAt;
    // Who works in one window of this browser is at all of them.
    const windows = new BroadcastChannel("tocsin input");
    windows.addEventListener("message", () => {
      const now = Date.now();
      if (idleStep({ inputAt, toldAt }, lockAfterMs, now) !== "lock") inputAt = now;
    });
    const onInput = () => {
      const now = Date.now();
      // The machine has slept, and nothing ticked: the first to touch it after hours needn't be whom it knew.
      if (idleStep({ inputAt, toldAt }, lockAfterMs, now) === "lock") return lockDesk.lock(true);
      if (now - inputAt > 1000) windows.postMessage("input");
      inputAt = now;
    };
    const onKey = (event: KeyboardEvent) => {
      if (!event.altKey || !event.shiftKey || event.code !== "KeyL") return;
      event.preventDefault();
      lockDesk.lock(false);
    };
    const tick = () => {
      const now = Date.now();
      const step = idleStep({ inputAt, toldAt }, lockAfterMs, now);
      if (step === "lock") lockDesk.lock(true);
      if (step !== "tell") return;
      toldAt = now;
      call("POST", "/api/v1/session/activity").catch(() => {}); // told again in a minute; else the server locks early
    };
    for (const input of INPUTS) window.addEventListener(input, onInput, { capture: true, passive: true });
    window.addEventListener("keydown", onKey, true);
    const ticker = window.setInterval(tick, 1000);
    const leave = onWaking(tick);
    return () => {
      window.clearInterval(ticker);
      leave();
      windows.close();
      for (const input of INPUTS) window.removeEventListener(input, onInput, true);
      window.removeEventListener("keydown", onKey, true);
    };
  }, [lockAfterMs]);
}
