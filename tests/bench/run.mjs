// Our server and its peers, side by side: each scenario on a fresh server and an empty folder, interleaved, the
// server on core 0 and the generator on core 1. Writes docs/benchmarks.md and docs/benchmarks.json.
//
//   node tests/bench/run.mjs [--runs 3] [--seconds 10] [--peers pattovivo,relay,…] [--scenarios s1,s2,…] [--out docs]
//
// Needs: cargo build --release (pattovivo and the programs of pact-tests), and the peers as scripts/bench.sh installs
// them: packages of npm in peers/hocuspocus and peers/y-websocket, y-sweet and the program of peers/yrs-warp in
// target/bench-peers. A peer that is not installed is left out, with a remark.

import { execFileSync, spawn } from "node:child_process";
import { closeSync, existsSync, fsyncSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { connect, createServer } from "node:net";
import { cpus, tmpdir, totalmem } from "node:os";
import { dirname, join, resolve as absolute } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, "..", "..");
const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? process.argv[at + 1] : fallback;
};
const BIN = absolute(option("bin", join(ROOT, "target", "release")));
const RUNS = Number(option("runs", 3));
const SECONDS = Number(option("seconds", 10));
const OUT = absolute(option("out", join(ROOT, "docs")));

const INSTALLED = join(ROOT, "target", "bench-peers");
const Y_SWEET = join(INSTALLED, "bin", "y-sweet");
const YRS_WARP = join(INSTALLED, "yrs-warp", "release", "bench-yrs-warp");

const program = (name) => join(BIN, name);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Every peer: how it is started, in which protocol and under which path it is spoken to.
const PEERS = {
  pattovivo: {
    title: "Pattovivo",
    protocol: "hocuspocus",
    path: "/collab",
    keeps: true,
    needs: program("pattovivo"),
    environment: { PATTOVIVO_MESSAGES_PER_SECOND: "100000000", PATTOVIVO_MAX_CONNECTIONS: "20000" },
    prepare(folder) {
      const env = { ...process.env, PATTOVIVO_DATA_DIR: folder };
      const run = (...args) => JSON.parse(execFileSync(program("pattovivo"), args, { env, cwd: folder }).toString());
      run("process", "create", "--template", "opificio-di-comunita", "--slug", "carico", "--json");
      const link = run("link", "create", "--process", "carico", "--role", "coordinator", "--json");
      return ["--process", "carico", "--token", link.token];
    },
    command: (port, folder) => [program("pattovivo"), "serve", "--listen", `127.0.0.1:${port}`, "--data-dir", folder],
  },
  "relay-raw": {
    title: "relay-raw (no document)",
    protocol: "relay-like",
    path: "/{document}",
    needs: program("bench_relay"),
    skips: ["s5", "overload"],
    command: (port) => [program("bench_relay"), "raw", "--listen", `127.0.0.1:${port}`],
  },
  relay: {
    title: "relay (no document)",
    protocol: "relay-like",
    path: "/{document}",
    needs: program("bench_relay"),
    skips: ["s5", "overload"],
    command: (port) => [program("bench_relay"), "queue", "--listen", `127.0.0.1:${port}`],
  },
  "yrs-warp": {
    title: "yrs-warp 0.9.0, bare room",
    protocol: "ywebsocket",
    path: "/{document}",
    needs: YRS_WARP,
    remark: "keeps nothing; a reader may lag 256 updates behind (in its documentation 32, too few for S2), then hears no more.",
    command: () => [YRS_WARP],
  },
  "y-sweet": {
    title: "y-sweet 0.9.1",
    protocol: "ywebsocket",
    path: "/d/{document}/ws/{document}",
    keeps: true,
    // It stores at most every ten seconds, and SIGTERM ends it without storing.
    settles: 12_000,
    needs: Y_SWEET,
    remark: "leaves TCP_NODELAY off, and so waits now and then; it stores at most every 10 s. Both as released.",
    command: (port, folder) => [Y_SWEET, "serve", "--host", "127.0.0.1", "--port", String(port), folder],
    async documents(port, count) {
      const names = Array.from({ length: count }, (_, n) => `carico-${n}`);
      for (const docId of names) {
        await fetch(`http://127.0.0.1:${port}/doc/new`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ docId }),
        });
      }
      return names;
    },
  },
  "y-websocket": {
    title: "@y/websocket-server 0.1.5",
    protocol: "ywebsocket",
    path: "/{document}",
    needs: join(HERE, "peers", "y-websocket", "node_modules", "@y", "websocket-server", "src", "server.js"),
    environment: { HOST: "127.0.0.1" },
    command: () => ["node", join(HERE, "peers", "y-websocket", "node_modules", "@y", "websocket-server", "src", "server.js")],
  },
  hocuspocus: {
    title: "Hocuspocus 4.7.0 + SQLite",
    protocol: "hocuspocus",
    path: "/",
    keeps: true,
    // It stores two seconds after the last change.
    settles: 3000,
    needs: join(HERE, "peers", "hocuspocus", "node_modules", "@hocuspocus", "server"),
    command: () => ["node", join(HERE, "peers", "hocuspocus", "server.mjs")],
  },
};

const SCENARIOS = {
  s1: { load: ["fanout"], documents: 1 },
  s2: { load: ["saturation"], documents: 1 },
  s3: { load: ["rooms"], documents: 300 },
  s4: { load: ["idle", "--seconds", "5"], documents: 500 },
  s5: { load: ["big"], documents: 1, again: ["join"] },
  storm: { load: ["storm"], documents: 100 },
  overload: { load: ["overload"], documents: 1 },
};

const chosen = (name, all) => (option(name) ? option(name).split(",") : Object.keys(all));

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(port) {
  for (let tries = 0; tries < 300; tries += 1) {
    const ok = await new Promise((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
      socket.on("connect", () => socket.destroy());
    });
    if (ok) return;
    await sleep(50);
  }
  throw new Error("the server does not answer");
}

/** Runs a command on one core, with enough file descriptors. */
function pinned(core, command, options) {
  const words = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  return spawn("sh", ["-c", `ulimit -n 30000 2>/dev/null || ulimit -n $(ulimit -H -n); exec taskset -c ${core} ${words}`], options);
}

async function start(peer, port, folder) {
  const child = pinned(0, peer.command(port, folder), {
    cwd: folder,
    stdio: ["ignore", "ignore", process.env.BENCH_LOG ? "inherit" : "ignore"],
    env: { ...process.env, PORT: String(port), DATABASE: join(folder, "peer.sqlite"), NODE_ENV: "production", ...peer.environment },
  });
  try {
    await answers(port);
  } catch (error) {
    await stop(child);
    throw error;
  }
  return child;
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 5000);
  await ended;
  clearTimeout(timer);
}

async function load(peer, port, child, scenario, arguments_) {
  const command = [program("loadgen"), ...scenario, "--url", `ws://127.0.0.1:${port}`, "--protocol", peer.protocol,
    "--path", peer.path, "--pid", String(child.pid), ...arguments_];
  if (!scenario.includes("--seconds")) command.push("--seconds", String(SECONDS));
  const generator = pinned(1, command, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  let complained = "";
  generator.stdout.on("data", (data) => (said += data));
  generator.stderr.on("data", (data) => (complained += data));
  const timer = setTimeout(() => generator.kill("SIGKILL"), (SECONDS + 120) * 1000);
  const code = await new Promise((resolve) => generator.once("exit", resolve));
  clearTimeout(timer);
  if (code !== 0) throw new Error(complained.trim().split("\n")[0] || `the generator ended with ${code}`);
  return JSON.parse(said.trim().split("\n").at(-1));
}

async function measure(name, key) {
  const peer = PEERS[name];
  const scenario = SCENARIOS[key];
  const folder = mkdtempSync(join(tmpdir(), "pattovivo-bench-"));
  let child;
  try {
    const port = await freePort();
    const prepared = peer.prepare ? peer.prepare(folder) : [];
    child = await start(peer, port, folder);
    await sleep(500);
    const names = peer.documents ? ["--names", (await peer.documents(port, scenario.documents)).join(",")] : [];
    const figures = await load(peer, port, child, scenario.load, [...prepared, ...names]);
    if (scenario.again && peer.keeps) {
      await sleep(peer.settles ?? 0);
      await stop(child);
      child = await start(peer, port, folder);
      await sleep(500);
      const known = [...prepared.slice(2), "--names", figures.names[0]];
      figures.again = await load(peer, port, child, scenario.again, known);
    }
    return figures;
  } finally {
    if (child) await stop(child);
    rmSync(folder, { recursive: true, force: true });
  }
}

function median(values) {
  const sorted = values.filter((value) => typeof value === "number").sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function fsyncMs() {
  const folder = mkdtempSync(join(tmpdir(), "pattovivo-fsync-"));
  const file = openSync(join(folder, "f"), "w");
  const times = [];
  for (let n = 0; n < 100; n += 1) {
    writeSync(file, "x".repeat(4096));
    const from = performance.now();
    fsyncSync(file);
    times.push(performance.now() - from);
  }
  closeSync(file);
  rmSync(folder, { recursive: true });
  return median(times);
}

const figure = (value, digits = 2) => {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en-GB");
  return Number(value.toPrecision(Math.abs(value) >= 10 ? 3 : digits)).toString();
};

// The rows of the table: which figures of which scenario, and our goal.
const ROWS = [
  ["s1", "**S1 fan-out**, 1 document, 50 clients, 10 write 5/s: p50 / p99 ms", ["p50_ms", "p99_ms"], "≤ 0.45 / ≤ 1.7"],
  ["s1", "S1 µs of processor per delivery", ["cpu_us_per_delivery"], "≤ 8"],
  ["s1", "S1 edit to acknowledgement: p50 / p99 ms", ["stored_p50_ms", "stored_p99_ms"], "≤ fsync + 3 / ≤ 3 × fsync + 10"],
  ["s2", "**S2 saturation**, 20 writers, window 8: deliveries/s", ["deliveries_per_second"], "≥ 1,000,000"],
  ["s2", "S2 µs of processor per delivery", ["cpu_us_per_delivery"], "≤ 0.8"],
  ["s3", "**S3 many rooms**, 300 documents × 4 clients, 1/s: p50 / p99 ms", ["p50_ms", "p99_ms"], "≤ 0.2 / ≤ 1"],
  ["s3", "S3 µs per delivery · resident MiB", ["cpu_us_per_delivery", "resident_mib"], "≤ 26 · ≤ 25"],
  ["s4", "**S4 idle**, 5,000 sockets, 500 documents: KiB per socket", ["kib_per_socket"], "≤ 7 (limit 20)"],
  ["s4", "S4 connecting them all: s · µs of processor each", ["connect_s", "connect_cpu_us_each"], "≤ 0.6 · ≤ 60"],
  ["s5", "**S5 big document** (260,000 edits): taking it in, processor ms", ["taken_in_cpu_ms"], "≤ 16"],
  ["s5", "S5 fresh client: synced ms · processor ms", ["synced_ms", "synced_cpu_ms"], "≤ 2 · ≤ 1"],
  ["s5", "S5 100 clients at once: all synced ms · processor ms per join", ["all_synced_ms", "cpu_ms_per_join"], "≤ 90 · ≤ 0.4"],
  ["s5", "S5 after a restart: fresh client synced ms · 100 at once ms", ["again.synced_ms", "again.all_synced_ms"], "≤ 9 · ≤ 100"],
  ["storm", "Reconnect storm, 1,000 sockets, 100 documents: all back s · µs of processor each", ["all_back_s", "cpu_us_each"], "–"],
  ["overload", "**Overload**, window 200: never delivered · p50 ms", ["never_delivered", "p50_ms"], "0 · ≤ 50"],
];

/** A server that drops updates, or falls silent, has figures only of what it did deliver. */
function undelivered({ never_delivered: never, deliveries, last_delivery_s: last, seconds }) {
  const of = `${figure(never)} of ${figure(never + deliveries)} deliveries were never made`;
  return `${of}; ${deliveries ? `the last came after ${figure(last)} s of ${figure(seconds)} s` : "none was made at all"}.`;
}

const pick = (figures, path) => path.split(".").reduce((value, key) => value?.[key], figures);

function report(results, peers, scenarios, remarks, machine) {
  const cell = (peer, key, paths) => {
    const runs = results[key]?.[peer]?.filter((run) => !run.error) ?? [];
    if (runs.length === 0) return results[key]?.[peer]?.[0]?.error ? "failed" : "–";
    return paths.map((path) => figure(median(runs.map((run) => pick(run, path))))).join(" / ");
  };
  const lines = [
    "# Benchmarks",
    "",
    "Our server and its peers, made by `make bench` in one run: each scenario on a fresh server and an empty data folder,",
    `interleaved, medians of ${RUNS} runs of ${SECONDS} s, server on core 0, generator on core 1, loopback. Processor time is the`,
    "operating system's account of the server process, user and system. Figures compare within this table only; they spread by",
    "15 to 30 %. Each update is one Yjs insert of one character by its own client, into a document of 2,000 characters.",
    "The peers check nothing and store late or never; ours checks every update and acknowledges after the disk has it; only its limits on",
    "messages a second and on open sockets are raised, because the generator passes them on purpose.",
    "",
    `Machine: ${machine.cpu}, ${machine.cores} cores, ${machine.memory} GiB; fsync of 4 KiB: ${figure(machine.fsync_ms)} ms (median). ${machine.date}.`,
    "",
    `| scenario | ${peers.map((peer) => PEERS[peer].title).join(" | ")} | our goal |`,
    `|---|${peers.map(() => "---|").join("")}---|`,
    ...ROWS.filter(([key]) => scenarios.includes(key)).map(
      ([key, title, paths, goal]) => `| ${title} | ${peers.map((peer) => cell(peer, key, paths)).join(" | ")} | ${goal} |`,
    ),
  ];
  const late = peers.map((peer) => {
    const found = ["s1", "s2", "s3", "overload"].flatMap((key) => results[key]?.[peer] ?? []).map((run) => run.missing_for_late_joiner);
    const known = found.filter((value) => typeof value === "number");
    return known.length ? String(Math.max(...known)) : "–";
  });
  lines.push(`| Updates missing for a late joiner, most in any run | ${late.join(" | ")} | 0 |`, "");
  if (peers.includes("pattovivo")) {
    lines.push("## Ratios", "", "Ours against each peer; above 1 ours is better. Ahead counts from 1.5 on.", "");
    lines.push(`| figure | ${peers.filter((p) => p !== "pattovivo").map((p) => PEERS[p].title).join(" | ")} |`);
    lines.push(`|---|${peers.slice(1).map(() => "---|").join("")}`);
    for (const [key, title, paths] of ROWS.filter(([key]) => scenarios.includes(key))) {
      const of = (peer) => median((results[key]?.[peer] ?? []).filter((run) => !run.error).map((run) => pick(run, paths[0])));
      const ours = of("pattovivo");
      const ratios = peers.filter((peer) => peer !== "pattovivo").map((peer) => {
        const theirs = of(peer);
        if (!ours || !theirs) return "–";
        return `${figure(paths[0] === "deliveries_per_second" ? ours / theirs : theirs / ours)} ×`;
      });
      lines.push(`| ${title.replaceAll("**", "").split(":")[0]} (${paths[0]}) | ${ratios.join(" | ")} |`);
    }
    lines.push("");
  }
  if (remarks.length) lines.push("## Remarks", "", ...remarks.map((remark) => `- ${remark}`), "");
  lines.push("All figures of all runs: [`benchmarks.json`](benchmarks.json).", "");
  return lines.join("\n");
}

const remarks = [];
const peers = chosen("peers", PEERS).filter((name) => {
  if (existsSync(PEERS[name].needs)) {
    if (PEERS[name].remark) remarks.push(`${PEERS[name].title}: ${PEERS[name].remark}`);
    return true;
  }
  remarks.push(`${PEERS[name].title} is not here (${PEERS[name].needs.replace(ROOT, ".")}), so it was left out.`);
  return false;
});
const scenarios = chosen("scenarios", SCENARIOS);
for (const needed of [program("loadgen")]) {
  if (!existsSync(needed)) {
    console.error(`${needed} is missing: cargo build --release -p pact-server -p pact-tests`);
    process.exit(2);
  }
}
const results = {};
for (let run = 1; run <= RUNS; run += 1) {
  for (const key of scenarios) {
    for (const name of peers) {
      if (PEERS[name].skips?.includes(key)) continue;
      results[key] ??= {};
      results[key][name] ??= [];
      try {
        const figures = await measure(name, key);
        results[key][name].push(figures);
        if (figures.never_delivered > 0) remarks.push(`${key}, ${PEERS[name].title}, run ${run}: ${undelivered(figures)}`);
        if (figures.failures?.length) remarks.push(`${key}, ${PEERS[name].title}, run ${run}: ${figures.failures[0]}`);
      } catch (error) {
        results[key][name].push({ error: error.message });
        remarks.push(`${key}, ${PEERS[name].title}, run ${run}: ${error.message}`);
      }
      console.log(JSON.stringify({ run, scenario: key, peer: name, ...results[key][name].at(-1) }));
    }
  }
}
const cpu = cpus()[0]?.model ?? readFileSync("/proc/cpuinfo", "utf8").match(/model name\s*: (.*)/)?.[1];
const machine = {
  cpu,
  cores: cpus().length,
  memory: Math.round(totalmem() / 2 ** 30),
  fsync_ms: fsyncMs(),
  date: new Date().toISOString().slice(0, 10),
};
mkdirSync(OUT, { recursive: true });
writeFileSync(join(OUT, "benchmarks.md"), report(results, peers, scenarios, remarks, machine));
writeFileSync(join(OUT, "benchmarks.json"), `${JSON.stringify({ machine, runs: RUNS, seconds: SECONDS, results }, null, 1)}\n`);
console.log(`written: ${join(OUT, "benchmarks.md")}`);
