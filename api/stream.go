package api

// streamPath is the stream of changes; nothing may buffer it.
const streamPath = "/api/events"
