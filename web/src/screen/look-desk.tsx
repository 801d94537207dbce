import { MantineProvider } from "@mantine/core";
import { type ReactNode, useEffect, useSyncExternalStore } from "react";
import "../styles/look.css";
import { theme } from "../theme.ts";
import { time, useWhatIs } from "../time.ts";
import { useWatched, Watched } from "../watched.ts";
import { type Look, readLook, schemeAt } from "./look.ts";

/** Of whoever used this browser last: the page to sign in looks like that. */
const LAST = "tocsin look";
const keyOf = (operator: string) => `${LAST} ${operator}`;

/** How this screen looks: kept by the browser, for each operator by themselves. */
class LookDesk extends Watched<Look> {
  #operator: string | null = null;

  constructor() {
    super(readLook(localStorage.getItem(LAST)));
    // Another window of this browser has chosen.
    window.addEventListener("storage", ({ key, newValue }) => {
      if (this.#operator !== null && key === keyOf(this.#operator)) this.set(readLook(newValue));
    });
  }

  /** Somebody has signed in. */
  follow(operator: string): void {
    if (this.#operator === operator) return;
    this.#operator = operator;
    this.set(readLook(localStorage.getItem(keyOf(operator))));
    localStorage.setItem(LAST, JSON.stringify(this.snapshot()));
  }

  choose(part: Partial<Look>): void {
    const look = { ...this.snapshot(), ...part };
    for (const key of [LAST, ...(this.#operator === null ? [] : [keyOf(this.#operator)])]) {
      localStorage.setItem(key, JSON.stringify(look));
    }
    this.set(look);
  }
}

export const lookDesk = new LookDesk();

export function useLook(): Look {
  return useWatched(lookDesk);
}

/** Everything within looks as it was chosen; `data-contrast`, `data-text` and `data-motion` of the root say so to the styles. */
export function Looked({ children }: { children: ReactNode }) {
  const look = useLook();
  const contrast = useMachine("(prefers-contrast: more)") || look.contrast === "more" ? "more" : "system";
  const motion = useMachine("(prefers-reduced-motion: reduce)") || look.motion === "less" ? "less" : "system";
  useEffect(() => {
    Object.assign(document.documentElement.dataset, { contrast, motion, text: look.text });
  }, [contrast, motion, look.text]);
  return <Scheme look={look}>{children}</Scheme>;
}

function Scheme({ look, children }: { look: Look; children: ReactNode }) {
  const scheme = useWhatIs((now) => schemeAt(look, time(now).slice(0, 5)));
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      {...(scheme === null ? {} : { forceColorScheme: scheme })}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      {children}
    </MantineProvider>
  );
}

/** Whether a media query holds now. */
export function useMachine(wish: string): boolean {
  return useSyncExternalStore(
    (watcher) => {
      const query = window.matchMedia(wish);
      query.addEventListener("change", watcher);
      return () => query.removeEventListener("change", watcher);
    },
    () => window.matchMedia(wish).matches,
  );
}
