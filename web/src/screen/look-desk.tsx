import { MantineProvider } from "@mantine/core";
import { type ReactNode, useEffect, useSyncExternalStore } from "react";
import "../styles/look.css";
import { theme } from "../theme.ts";
import { time, useWhatIs } from "../time.ts";
import { type Look, readLook, schemeAt } from "./look.ts";

/** Of whoever used this browser last: the page to sign in looks like that. */
const LAST = "tocsin look";
const keyOf = (operator: string) => `${LAST} ${operator}`;

/** How this screen looks: kept by the browser, for each operator by themselves. */
class LookDesk {
  #operator: string | null = null;
  #look: Look = readLook(localStorage.getItem(LAST));
  readonly #watchers = new Set<() => void>();

  constructor() {
    // Another window of this browser has chosen.
    window.addEventListener("storage", ({ key, newValue }) => {
      if (this.#operator !== null && key === keyOf(this.#operator)) this.#set(readLook(newValue));
    });
  }

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };
  readonly snapshot = (): Look => this.#look;

  /** Somebody has signed in. */
  follow(operator: string): void {
    if (this.#operator === operator) return;
    this.#operator = operator;
    this.#set(readLook(localStorage.getItem(keyOf(operator))));
    localStorage.setItem(LAST, JSON.stringify(this.#look));
  }

  choose(part: Partial<Look>): void {
    const look = { ...this.#look, ...part };
    for (const key of [LAST, ...(this.#operator === null ? [] : [keyOf(this.#operator)])]) {
      localStorage.setItem(key, JSON.stringify(look));
    }
    this.#set(look);
  }

  #set(look: Look): void {
    this.#look = look;
    for (const watcher of this.#watchers) watcher();
  }
}

export const lookDesk = new LookDesk();

export function useLook(): Look {
  return useSyncExternalStore(lookDesk.subscribe, lookDesk.snapshot);
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
