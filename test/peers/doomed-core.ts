import { silentLog } from "#kernel/log.ts";
import { asClient } from "#store/client.ts";
import { prepareEmbedded } from "#store/database.ts";
import { EmbeddedServer } from "#store/embedded.ts";

/** A core that starts a database on the folder in its argument, commits one row, says so, and waits to be killed. */
const server = await EmbeddedServer.start({
  dataFolder: process.argv[2] ?? "",
  log: silentLog,
  prepare: (superuser, server) => prepareEmbedded(superuser, server, "tocsin", silentLog),
});
await asClient(server.as("tocsin_app", "tocsin"), (client) =>
  client.query("insert into core.source_state values ('plc-1', '', 'up', 'it answers', now())"),
);
process.stdout.write("committed\n");
process.stdin.resume();
