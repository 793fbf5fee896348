// kafkajs sets a timer for what is left of a pause that the broker asked for. Where it asked for none, it counts from 1970:
// a negative time, of which Node 24 warns on standard error, for each connection that waits.

type Queue = { throttledUntil: number; scheduleCheckPendingRequests(): void };
const { prototype } = require('kafkajs/src/network/requestQueue') as { prototype: Queue };

/** After which it looks by itself whether something waits. */
const ITS_INTERVAL_MS = 10;

const { scheduleCheckPendingRequests } = prototype;
prototype.scheduleCheckPendingRequests = function (this: Queue) {
  const until = this.throttledUntil;
  this.throttledUntil = Math.max(until, Date.now() + ITS_INTERVAL_MS);
  scheduleCheckPendingRequests.call(this);
  this.throttledUntil = until;
};
