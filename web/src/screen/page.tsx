import "../styles/screen.css";
import { t } from "../texts.ts";
import { LookSection } from "./look-section.tsx";
import { SoundSection } from "./sound-section.tsx";
import { WindowSection } from "./window-section.tsx";

/** What belongs to the screen that somebody sits at, and not to them or to the site. */
export function ScreenPage() {
  return (
    <section className="stack pad">
      <h1>{t.nav.screen}</h1>
      <p className="muted">{t.screen.lead}</p>
      <SoundSection />
      <LookSection />
      <WindowSection />
    </section>
  );
}
