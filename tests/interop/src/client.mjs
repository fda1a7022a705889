// A stock client under a name: `@hocuspocus/provider` or `y-websocket`, its document, its journal.

import { HocuspocusProvider, HocuspocusProviderWebsocket } from "@hocuspocus/provider";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { instrumented, Record } from "./wire.mjs";

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until `test` holds; throws with `what` when it does not in time. */
export async function until(test, timeoutMs, what) {
  const deadline = Date.now() + timeoutMs;
  for (let pause = 1; ; pause = Math.min(pause * 1.5, 25)) {
    if (test()) return;
    if (Date.now() > deadline) throw new Error(`${typeof what === "function" ? what() : what} (${timeoutMs} ms)`);
    await sleep(pause);
  }
}

/** One WebSocket for several documents. */
export function hocuspocusSocket(url, { random = Math.random, reconnectMs = 100 } = {}) {
  const records = new Map();
  const provider = new HocuspocusProviderWebsocket({
    url,
    WebSocketPolyfill: instrumented("hocuspocus", records, random),
    delay: reconnectMs,
    minDelay: Math.ceil(reconnectMs / 4),
    maxDelay: reconnectMs * 3,
    factor: 1.3,
  });
  return { provider, records };
}

export class Client {
  constructor({ kind, url, document, token, socket, clientId, awareness = true, session = false, ...options }) {
    this.kind = kind;
    this.document = document;
    this.doc = new Y.Doc();
    if (clientId) this.doc.clientID = clientId;
    this.record = new Record(this.doc);
    this.random = options.random ?? Math.random;
    this.stateless = [];
    this.closed = [];
    this.denied = null;
    this.unsyncedLog = [];
    this.undoManagers = new Map();
    const reconnectMs = options.reconnectMs ?? 100;
    if (kind === "hocuspocus") {
      this.ownsSocket = !socket;
      this.socket = socket ?? hocuspocusSocket(url, { random: this.random, reconnectMs });
      this.provider = new HocuspocusProvider({
        websocketProvider: this.socket.provider,
        name: document,
        document: this.doc,
        token,
        sessionAwareness: session,
        ...(awareness ? {} : { awareness: null }),
        onStateless: ({ payload }) => this.stateless.push(payload),
        onAuthenticationFailed: ({ reason }) => {
          this.denied = reason;
        },
        onClose: ({ event }) => this.closed.push({ code: event.code, reason: String(event.reason ?? "") }),
        onUnsyncedChanges: ({ number }) => this.unsyncedLog.push({ at: Date.now(), number }),
      });
      this.socket.records.set(this.provider.effectiveName, this.record);
      this.provider.attach();
    } else if (kind === "ywebsocket") {
      const records = { only: this.record };
      this.provider = new WebsocketProvider(url, document, this.doc, {
        params: token ? { token } : {},
        WebSocketPolyfill: instrumented("ywebsocket", records, this.random),
        // Other clients of this process must be met through the server only.
        disableBc: true,
        maxBackoffTime: reconnectMs * 2,
      });
      this.provider.on("closed", (event) => this.closed.push(event));
    } else {
      throw new Error(`no client of kind ${kind}`);
    }
  }

  get awareness() {
    return this.provider.awareness;
  }

  get isConnected() {
    return this.kind === "hocuspocus"
      ? this.socket.provider.status === "connected" && this.record.step2Received > 0
      : this.provider.wsconnected && this.provider.synced;
  }

  /** Whether everything sent on this connection was answered. */
  get isSaved() {
    return this.isConnected && this.record.held === 0 && (this.kind !== "hocuspocus" || this.record.waiting.length === 0);
  }

  async offline() {
    if (this.kind === "hocuspocus") {
      this.socket.provider.disconnect();
      await until(() => this.socket.provider.status === "disconnected", 5000, "the socket did not close");
    } else {
      this.provider.disconnect();
    }
    this.record.step2Received = 0;
  }

  online() {
    if (this.kind === "hocuspocus") this.socket.provider.connect();
    else this.provider.connect();
  }

  destroy() {
    try {
      this.provider.destroy();
    } finally {
      if (this.kind === "hocuspocus" && this.ownsSocket) this.socket.provider.destroy();
      this.doc.destroy();
    }
  }

  undoManager(root) {
    let manager = this.undoManagers.get(root);
    if (!manager) {
      manager = new Y.UndoManager(this.doc.getXmlFragment(root), { trackedOrigins: new Set([this]), captureTimeout: 0 });
      this.undoManagers.set(root, manager);
    }
    return manager;
  }

  edit(change) {
    this.doc.transact(() => change(this.doc), this);
  }

  status() {
    const provider = this.provider;
    return {
      connected: this.isConnected,
      saved: this.isSaved,
      unsynced: provider.unsyncedChanges ?? null,
      synced: provider.synced,
      authenticated: provider.isAuthenticated ?? null,
      scope: provider.authorizedScope ?? null,
      denied: this.denied ?? this.record.denied ?? null,
      stateless: this.stateless,
      closed: this.closed,
      closes: this.record.closes,
      applied: this.record.applied,
      refused: this.record.refused,
      waiting: this.record.waiting.length,
      updatesReceived: this.record.updatesReceived,
      connections: this.record.connections,
      clientId: this.doc.clientID,
      pending: this.doc.store.pendingStructs !== null || this.doc.store.pendingDs !== null,
      awareness: this.awareness ? [...this.awareness.getStates()].map(([id, state]) => ({ id, state })) : [],
    };
  }
}
