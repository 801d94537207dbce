import { z } from "zod";
import { defineDriver, type Session } from "#drivers/driver.ts";

/** For sources that speak our own API: their events come by `POST /api/v1/events` and pass through no driver. */
const settings = z.strictObject({});

export default defineDriver({
  name: "http",
  title: "Events by HTTP",
  standard: "Tocsin API: POST /api/v1/events with a bearer token",
  role: "listens",
  settings,
  ports: () => [],
  open(_settings, host) {
    host.link("up", "events are taken by POST /api/v1/events");
    const session: Session = {
      lost: new Promise<never>(() => {}),
      [Symbol.asyncDispose]: async () => {},
    };
    return Promise.resolve(session);
  },
});
