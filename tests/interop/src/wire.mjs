// What crosses the socket of a stock client: counted, matched with its acknowledgements and, on demand,
// sent late or twice. The provider above knows nothing of it.

import * as decoding from "lib0/decoding";
import WebSocket from "ws";
import * as Y from "yjs";

/** What one client sent and was told, on its present connection and over its life. */
export class Record {
  constructor(doc) {
    this.doc = doc;
    this.chaos = null;
    this.held = 0;
    this.ackedClock = 0;
    this.applied = 0;
    this.refused = 0;
    this.updatesReceived = 0;
    this.connections = 0;
    this.closes = [];
    this.reset();
  }

  /** A new connection: what the old one left unanswered will be sent again by the provider. */
  reset() {
    this.waiting = [];
    this.step2Sent = 0;
    this.step2Received = 0;
  }

  sentUpdate(update, isStep2) {
    // Only the Step2 that answers the server's Step1 of the handshake is acknowledged.
    if (isStep2 && this.step2Sent++ > 0) return;
    this.waiting.push(ownClock(update, this.doc));
  }

  status(isApplied) {
    const clock = this.waiting.shift() ?? 0;
    if (isApplied) {
      this.applied += 1;
      this.ackedClock = Math.max(this.ackedClock, clock);
    } else {
      this.refused += 1;
    }
  }

  echoed(update) {
    this.ackedClock = Math.max(this.ackedClock, ownClock(update, this.doc));
  }
}

function ownClock(update, doc) {
  return Y.parseUpdateMeta(update).to.get(doc.clientID) ?? 0;
}

const bytesOf = (data) => (data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array(data));

/** Reads one Hocuspocus frame as far as the journal needs it. */
function readHocuspocus(bytes) {
  if (bytes.length === 1) return null;
  const decoder = decoding.createDecoder(bytes);
  const address = decoding.readVarString(decoder);
  const type = decoding.readVarUint(decoder);
  if (type === 0 || type === 4) {
    const sub = decoding.readVarUint(decoder);
    return { address, type: 0, sub, buf: decoding.readVarUint8Array(decoder) };
  }
  if (type === 8) return { address, type, applied: decoding.readVarInt(decoder) === 1 };
  return { address, type };
}

function readYWebsocket(bytes) {
  const decoder = decoding.createDecoder(bytes);
  const type = decoding.readVarUint(decoder);
  if (type === 2) {
    decoding.readVarUint(decoder);
    return { type, reason: decoding.readVarString(decoder) };
  }
  if (type !== 0) return { type };
  const sub = decoding.readVarUint(decoder);
  return { type, sub, buf: decoding.readVarUint8Array(decoder) };
}

/**
 * A WebSocket class for one stock provider. `records` finds the record by address (Hocuspocus), or is the one
 * record of the socket (y-websocket).
 */
export function instrumented(kind, records, random) {
  const read = kind === "hocuspocus" ? readHocuspocus : readYWebsocket;
  const recordOf = (frame) => (kind === "hocuspocus" ? records.get(frame?.address) : records.only);
  const all = () => (kind === "hocuspocus" ? [...records.values()] : [records.only]);

  return class extends WebSocket {
    constructor(url, protocols) {
      super(url, protocols ?? [], { perMessageDeflate: false });
      this.late = [];
      this.draining = false;
      // A provider that gives a connecting socket up removes its own listeners first.
      this.on("error", () => {});
      this.on("open", () => {
        for (const record of all()) {
          record.connections += 1;
          record.reset();
        }
      });
      this.on("close", (code, reason) => {
        for (const record of all()) record.closes.push({ code, reason: reason.toString() });
      });
    }

    send(data, ...rest) {
      const frame = read(bytesOf(data));
      const record = frame && recordOf(frame);
      const isUpdate = frame?.type === 0 && frame.sub === 2;
      const go = () => {
        if (record && frame.type === 0 && frame.sub >= 1) record.sentUpdate(frame.buf, frame.sub === 1);
        super.send(data, ...rest);
      };
      const chaos = record?.chaos;
      if (!chaos || !isUpdate) return go();
      if (random() < chaos.twice) go();
      if (random() < chaos.late) {
        record.held += 1;
        setTimeout(
          () => {
            record.held -= 1;
            if (this.readyState === WebSocket.OPEN) go();
          },
          1 + random() * 25,
        );
        return;
      }
      go();
    }

    emit(name, ...args) {
      if (name !== "message") {
        if (name === "close") this.late = [];
        return super.emit(name, ...args);
      }
      const frame = read(bytesOf(args[0]));
      const record = frame && recordOf(frame);
      const chaos = record?.chaos;
      if (chaos && (this.late.length > 0 || random() < chaos.late)) {
        // Late, but in order, as a slow network does it.
        this.late.push(args, ...(random() < chaos.twice && frame.type === 0 && frame.sub === 2 ? [args] : []));
        if (!this.draining) {
          this.draining = true;
          setTimeout(() => this.drain(), 1 + random() * 20);
        }
        return true;
      }
      return this.deliver(args);
    }

    drain() {
      this.draining = false;
      const late = this.late;
      this.late = [];
      for (const args of late) this.deliver(args);
    }

    deliver(args) {
      const frame = read(bytesOf(args[0]));
      const record = frame && recordOf(frame);
      // The provider first: its own events then see a journal that is not ahead of it.
      const result = super.emit("message", ...args);
      if (record) {
        if (frame.type === 8) record.status(frame.applied);
        else if (frame.type === 0 && frame.sub === 1) record.step2Received += 1;
        else if (frame.type === 0 && frame.sub === 2) {
          record.updatesReceived += 1;
          if (kind === "ywebsocket") record.echoed(frame.buf);
        }
        else if (frame.type === 2 && frame.reason !== undefined) record.denied = frame.reason;
      }
      return result;
    }
  };
}
