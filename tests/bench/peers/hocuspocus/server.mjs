// Hocuspocus as its documentation starts it, with the SQLite extension on a file.

import { SQLite } from "@hocuspocus/extension-sqlite";
import { Server } from "@hocuspocus/server";

const server = new Server({
  port: Number(process.env.PORT),
  address: "127.0.0.1",
  quiet: true,
  extensions: [new SQLite({ database: process.env.DATABASE })],
});

await server.listen();
console.log(JSON.stringify({ event: "ready", url: `http://127.0.0.1:${process.env.PORT}` }));
