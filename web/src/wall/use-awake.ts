import { useEffect, useState } from "react";

/** Keeps the machine's screen on while the page is to be seen. False: the browser doesn't let us, and the machine may sleep. */
export function useAwake(): boolean {
  const [awake, setAwake] = useState(true);
  useEffect(() => {
    let lock: WakeLockSentinel | null = null;
    let isOver = false;
    const ask = async () => {
      if (document.visibilityState !== "visible" || (lock && !lock.released)) return;
      try {
        const got = await navigator.wakeLock.request("screen");
        if (isOver) return void got.release();
        lock = got;
        setAwake(true);
      } catch {
        setAwake(false);
      }
    };
    const again = () => void ask();
    again();
    // The browser takes it back whenever the page is hidden.
    document.addEventListener("visibilitychange", again);
    return () => {
      isOver = true;
      document.removeEventListener("visibilitychange", again);
      void lock?.release();
    };
  }, []);
  return awake;
}
